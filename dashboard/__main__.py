"""Write the boards where the manifests and the chart take them from."""

from dashboard.board import boards, encoded
from tools.kubectl import ROOT

FOLDER = ROOT / "manifests" / "grafana"

if __name__ == "__main__":
    for board in boards():
        path = FOLDER / f"{board.uid}.json"
        path.write_text(encoded(board), encoding="utf-8")
        print(f"wrote {path.relative_to(ROOT)}")
