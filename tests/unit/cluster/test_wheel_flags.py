import pytest

from cluster.application import download_flags


def test_wheels_are_for_the_images_python_whatever_runs_here():
    flags = download_flags("3.11", "x86_64")
    assert flags[:3] == ["--only-binary=:all:", "--implementation=cp", "--python-version=3.11"]
    assert [flag for flag in flags if flag.startswith("--abi")] == [
        "--abi=cp311",
        "--abi=abi3",
        "--abi=none",
    ]


@pytest.mark.parametrize(
    ("machine", "wheels"),
    [("x86_64", "x86_64"), ("AMD64", "x86_64"), ("arm64", "aarch64"), ("aarch64", "aarch64")],
)
def test_a_machine_has_the_name_that_wheels_have(machine, wheels):
    platforms = [flag for flag in download_flags("3.11", machine) if "--platform" in flag]
    assert platforms
    assert all(flag.endswith(f"_{wheels}") for flag in platforms)


def test_no_wheel_needs_a_newer_libc_than_the_base_image_has():
    # Debian 12 has 2.36.
    tags = [flag for flag in download_flags("3.11", "x86_64") if "manylinux_2_" in flag]
    assert all(int(flag.split("_")[2]) <= 36 for flag in tags)
