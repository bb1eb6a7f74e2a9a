import click
import pytest
import yaml
from kubernetes.config import incluster_config, kube_config
from modelbench.cli import connection
from modelbench.cli.connection import connect


def context(name, **fields):
    return {"name": name, "context": {"cluster": name, "user": "me", **fields}}


KUBECONFIG = {
    "apiVersion": "v1",
    "kind": "Config",
    "current-context": "here",
    "contexts": [context("here", namespace="team"), context("there")],
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
    monkeypatch.setattr(kube_config, "KUBE_CONFIG_DEFAULT_LOCATION", str(file))


@pytest.fixture
def no_kubeconfig(tmp_path, monkeypatch):
    monkeypatch.setattr(kube_config, "KUBE_CONFIG_DEFAULT_LOCATION", str(tmp_path / "absent"))
    monkeypatch.delenv(incluster_config.SERVICE_HOST_ENV_NAME, raising=False)


@pytest.mark.usefixtures("kubeconfig")
def test_the_current_context_gives_cluster_and_namespace():
    found = connect()
    assert (found.server, found.namespace) == ("https://here.example", "team")


@pytest.mark.usefixtures("kubeconfig")
def test_another_context_can_be_chosen():
    found = connect("there")
    assert (found.server, found.namespace) == ("https://there.example", "default")


@pytest.mark.usefixtures("kubeconfig")
def test_a_context_that_is_not_there_is_named():
    with pytest.raises(click.ClickException, match="context nowhere: "):
        connect("nowhere")


@pytest.mark.usefixtures("no_kubeconfig")
def test_without_any_cluster_it_says_how_to_have_one():
    with pytest.raises(click.ClickException, match="Set KUBECONFIG, or run in a pod"):
        connect()


@pytest.mark.usefixtures("no_kubeconfig")
def test_in_a_pod_its_service_account_gives_cluster_and_namespace(tmp_path, monkeypatch):
    for name in ("token", "ca.crt", "namespace"):
        (tmp_path / name).write_text("text")
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "10.0.0.1")
    monkeypatch.setenv("KUBERNETES_SERVICE_PORT", "443")
    monkeypatch.setattr(incluster_config, "SERVICE_TOKEN_FILENAME", str(tmp_path / "token"))
    monkeypatch.setattr(incluster_config, "SERVICE_CERT_FILENAME", str(tmp_path / "ca.crt"))
    monkeypatch.setattr(connection, "_POD_NAMESPACE", tmp_path / "namespace")
    monkeypatch.setattr(connection.client, "ApiClient", lambda configuration: configuration)
    found = connect()
    assert (found.server, found.namespace) == ("https://10.0.0.1:443", "text")


@pytest.mark.usefixtures("kubeconfig")
@pytest.mark.parametrize(("server", "proxied"), [("127.0.0.1:6443", False), ("far:6443", True)])
def test_a_cluster_on_this_machine_is_not_asked_through_a_proxy(
    monkeypatch, tmp_path, server, proxied
):
    clusters = [{"name": "here", "cluster": {"server": f"https://{server}"}}]
    file = tmp_path / "config"
    file.write_text(yaml.safe_dump({**KUBECONFIG, "clusters": clusters}))
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    made = []
    monkeypatch.setattr(connection, "KubernetesApi", made.append)
    connect()
    assert bool(made[0].configuration.proxy) is proxied


@pytest.mark.usefixtures("kubeconfig")
def test_a_kubeconfig_that_is_no_yaml_is_named(tmp_path):
    (tmp_path / "config").write_text("{")
    with pytest.raises(click.ClickException, match="context here: "):
        connect("here")
