"""Write the dashboard where the manifests and the chart take it from."""

from dashboard.board import encoded
from tools.kubectl import ROOT

PATH = ROOT / "manifests" / "grafana" / "modelbench.json"

if __name__ == "__main__":
    PATH.write_text(encoded(), encoding="utf-8")
    print(f"wrote {PATH.relative_to(ROOT)}")
