"""``modelbench install``: the manifests of the operator, for kubectl."""

import click
import yaml

from modelbench.cli.bundle.installation import NAMESPACE, Choices, installation

_Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


@click.command()
@click.option(
    "--image",
    metavar="IMAGE",
    help="The operator's image and tag (default: this version's release).",
)
@click.option(
    "--pull-secret",
    metavar="NAME",
    help="Image pull Secret; needed in the operator's namespace and in those of benchmarks.",
)
@click.option(
    "-n",
    "--namespace",
    default=NAMESPACE,
    show_default=True,
    metavar="NAME",
    help="Namespace of the operator; it is created.",
)
@click.option("--dashboard", is_flag=True, help="Add the Grafana dashboards, as a ConfigMap.")
def install(image: str | None, pull_secret: str | None, namespace: str, dashboard: bool) -> None:
    """Write the manifests of the operator to the standard output.

    Nothing is changed in a cluster before kubectl has them: `modelbench install | kubectl apply
    --server-side -f -`. The same, with `kubectl delete -f -`, removes it.
    """
    found = installation(Choices(image, pull_secret, namespace, dashboard))
    text = yaml.dump_all(found, Dumper=_Dumper, sort_keys=False, allow_unicode=True)
    click.echo(text, nl=False)
