import configparser

from cluster.guard import UNIT, Guard
from cluster.images import Images
from cluster.node import CONFIGURATION, Node


def unit():
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read_string(UNIT.read_text())
    return parser


def test_the_unit_that_is_enabled_is_the_one_of_the_repository(shell, program, settings):
    calls = settings.home / "calls"
    program("docker", f'echo "$*" >{calls}; cat >{calls}.unit')
    Guard(Node(shell, Images(shell))).install()
    assert (settings.home / "calls.unit").read_text() == UNIT.read_text()
    assert f"systemctl enable {UNIT.name}" in calls.read_text()


def test_it_is_in_force_before_anything_of_kubernetes_runs():
    assert unit()["Unit"]["Before"] == "kubelet.service"


def test_systemd_leaves_the_shells_variables_to_the_shell():
    command = unit()["Service"]["ExecStart"]
    assert "$" in command
    assert "$" not in command.replace("$$", "")


def test_the_range_is_the_one_that_kind_gives_to_services():
    assert "10.96.0.0/16" in unit()["Service"]["ExecStart"]
    assert "serviceSubnet" not in CONFIGURATION.read_text()
