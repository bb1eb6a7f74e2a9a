"""Gives the Helm chart its copies of the CRD, the dashboards and the rules, and its README."""

from pathlib import Path

import jinja2
import yaml

from tools.chart_values import documented_values
from tools.kubectl import ROOT

CHART = ROOT / "charts" / "modelbench"
README = CHART / "README.md"
_TEMPLATE = Path(__file__).with_name("chart_readme.md.j2")
# A folder of the chart's files/, and the one source of what is in it.
_SOURCES = {
    "crds": ("crds", "modelbench.dev_*.yaml"),
    "dashboards": ("manifests/grafana", "*.json"),
    "rules": ("manifests/monitoring/rules", "*.yaml"),
}


def copies() -> dict[Path, Path]:
    """Each file that the chart must have, and the source of it."""
    return {
        CHART / "files" / folder / source.name: source
        for folder, (name, pattern) in _SOURCES.items()
        for source in sorted((ROOT / name).glob(pattern))
    }


def readme() -> str:
    """The whole page."""
    environment = jinja2.Environment(
        autoescape=False,  # noqa: S701
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    return environment.from_string(_TEMPLATE.read_text()).render(
        chart=yaml.safe_load((CHART / "Chart.yaml").read_text()),
        values=documented_values((CHART / "values.yaml").read_text()),
    )


def main() -> None:
    """Write them, and remove copies that have lost their source."""
    wanted = copies()
    for path in (CHART / "files").rglob("*.*"):
        if path not in wanted:
            path.unlink()
    for path, source in wanted.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source.read_bytes())
    README.write_text(readme())


if __name__ == "__main__":
    main()
