import base64
import json
import stat

import click
import pytest
import yaml
from modelbench.cli import connection
from modelbench.cli.cluster.kubeconfig import Target
from modelbench.cli.cluster.light_client import LightClient, proxy_of
from modelbench.cli.connection import connect


def context(name, **fields):
    return {"name": name, "context": {"cluster": name, "user": "me", **fields}}


KUBECONFIG = {
    "apiVersion": "v1",
    "kind": "Config",
    "current-context": "here",
    "contexts": [context("here", namespace="team"), context("there"), context("lost", cluster="x")],
    "clusters": [
        {"name": name, "cluster": {"server": f"https://{name}.example"}}
        for name in ("here", "there")
    ],
    "users": [{"name": "me", "user": {"token": "secret"}}],
}


@pytest.fixture
def kubeconfig(tmp_path, monkeypatch):
    file = tmp_path / "config"
    file.write_text(yaml.safe_dump(KUBECONFIG))
    monkeypatch.setenv("KUBECONFIG", str(file))
    return file


@pytest.fixture
def no_kubeconfig(tmp_path, monkeypatch):
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "absent"))
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)


@pytest.mark.usefixtures("kubeconfig")
def test_the_current_context_gives_cluster_and_namespace():
    found = connect()
    assert (found.server, found.namespace) == ("https://here.example", "team")


@pytest.mark.usefixtures("kubeconfig")
def test_another_context_can_be_chosen():
    found = connect("there")
    assert (found.server, found.namespace) == ("https://there.example", "default")


def test_a_context_that_is_not_there_is_named_with_its_file(kubeconfig):
    with pytest.raises(click.ClickException) as error:
        connect("nowhere")
    assert error.value.message == f'context "nowhere" does not exist in {kubeconfig}'


@pytest.mark.usefixtures("kubeconfig")
def test_a_context_without_a_cluster_is_named():
    with pytest.raises(click.ClickException, match=r'context "lost" of .* has no cluster'):
        connect("lost")


@pytest.mark.usefixtures("no_kubeconfig")
def test_without_any_cluster_it_says_where_it_looked_and_how_to_have_one(tmp_path):
    with pytest.raises(click.ClickException) as error:
        connect()
    assert f"there is no kubeconfig {tmp_path / 'absent'}" in error.value.message
    assert "Set KUBECONFIG, or run in a pod" in error.value.message


@pytest.mark.usefixtures("kubeconfig")
def test_a_kubeconfig_that_is_given_must_be_there(tmp_path):
    with pytest.raises(click.ClickException, match=f"no kubeconfig {tmp_path / 'other'}"):
        connect(kubeconfig=tmp_path / "other")


def test_of_several_kubeconfigs_the_first_with_a_name_counts(kubeconfig, tmp_path, monkeypatch):
    other = tmp_path / "other"
    clusters = [{"name": "there", "cluster": {"server": "https://first.example"}}]
    other.write_text(yaml.safe_dump({"clusters": clusters}))
    monkeypatch.setenv("KUBECONFIG", f"{tmp_path / 'absent'}:{other}:{kubeconfig}")
    assert connect().server == "https://here.example"
    assert connect("there").server == "https://first.example"


@pytest.mark.usefixtures("no_kubeconfig")
def test_in_a_pod_its_service_account_gives_cluster_and_namespace(tmp_path, monkeypatch):
    for name in ("token", "ca.crt", "namespace"):
        (tmp_path / name).write_text("text")
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "10.0.0.1")
    monkeypatch.setenv("KUBERNETES_SERVICE_PORT", "443")
    monkeypatch.setattr(connection, "_ACCOUNT", tmp_path)
    found = connect()
    assert (found.server, found.namespace) == ("https://10.0.0.1:443", "text")


@pytest.mark.parametrize(("server", "proxied"), [("127.0.0.1:6443", False), ("far:6443", True)])
def test_a_cluster_on_this_machine_is_not_asked_through_a_proxy(monkeypatch, server, proxied):
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    assert bool(proxy_of(Target(f"https://{server}"))) is proxied


@pytest.mark.parametrize("text", ["{", "- a"])
def test_a_kubeconfig_that_cannot_be_read_is_named(kubeconfig, text):
    kubeconfig.write_text(text)
    with pytest.raises(click.ClickException, match=f"kubeconfig {kubeconfig} is not"):
        connect()


def shown(user, server=None):
    """The header with which a user asks."""
    headers = {}
    LightClient(Target("https://c", cluster=server or {}, user=user)).update_params_for_auth(
        headers
    )
    return headers.get("Authorization")


def test_a_user_is_let_in_by_what_the_kubeconfig_has(tmp_path):
    (tmp_path / "token").write_text("from a file\n")
    pair = base64.b64encode(b"me:word").decode()
    assert shown({"token": "secret"}) == "Bearer secret"
    assert shown({"tokenFile": str(tmp_path / "token")}) == "Bearer from a file"
    assert shown({"username": "me", "password": "word"}) == f"Basic {pair}"
    assert shown({}) is None


def plugin(tmp_path, status, **fields):
    """A user whose plugin notes each of its calls."""
    program = tmp_path / "plugin"
    answer = json.dumps({"status": status})
    asked = f'echo "$KUBERNETES_EXEC_INFO" >> {tmp_path}/calls'
    program.write_text(f"#!/bin/sh\n{asked}\ncat <<'END'\n{answer}\nEND\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    version = "client.authentication.k8s.io/v1"
    return {"exec": {"apiVersion": version, "command": str(program), **fields}}


def calls(tmp_path):
    return [json.loads(line) for line in (tmp_path / "calls").read_text().splitlines()]


@pytest.mark.parametrize(("year", "times"), [(2999, 1), (2001, 2)])
def test_a_plugin_is_asked_again_when_its_token_has_ended(tmp_path, year, times):
    ends = f"{year}-01-01T00:00:00Z"
    user = plugin(tmp_path, {"token": "given", "expirationTimestamp": ends})
    client, headers = LightClient(Target("https://c", user=user)), {}
    for _ in range(2):
        client.update_params_for_auth(headers)
    assert headers["Authorization"] == "Bearer given"
    assert len(calls(tmp_path)) == times


def test_a_plugin_is_told_of_the_cluster_when_it_asks_for_it(tmp_path):
    user = plugin(tmp_path, {"token": "given"}, provideClusterInfo=True)
    assert shown(user, {"server": "https://c"}) == "Bearer given"
    assert calls(tmp_path)[0]["spec"]["cluster"] == {"server": "https://c"}


def test_a_plugin_that_is_not_installed_is_named_with_its_hint():
    user = {"exec": {"command": "no-such-plugin", "installHint": "get it from us"}}
    with pytest.raises(click.ClickException, match=r"no-such-plugin.*get it from us"):
        shown(user)


def test_a_plugin_that_gives_no_credentials_is_named(tmp_path):
    user = plugin(tmp_path, None)
    with pytest.raises(click.ClickException, match="plugin of the kubeconfig gave no credentials"):
        shown(user)
