"""`python -I .../emulator_shim/__main__.py`: see `server`."""

import importlib
import sys
from pathlib import Path

# By the folder that holds this package and no other: `bot` stays out of the emulator's reach.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
importlib.import_module("emulator_shim.server").main()
