"""Imported first by a script that is run as a file and uses what stands beside its folder: tools and tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
