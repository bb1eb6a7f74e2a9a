"""The test image's files are imported as they are run there: from their own folder."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "images" / "model"))
