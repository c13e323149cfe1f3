"""The shop's consumer as a deployment has it: with its bug, wrongly fixed, or fixed."""

import shutil
from pathlib import Path

import local.shop

SHOP = Path(local.shop.__file__).parent
NAMES = ("broken", "wrong", "fixed")


def code(folder: Path, name: str) -> Path:
    """The consumer, and what the fix, or the wrong one, replaces in it."""
    made = folder / name
    shutil.copytree(SHOP / "consumer", made, dirs_exist_ok=True)
    if name != "broken":
        shutil.copytree(SHOP / f"consumer_{name}", made, dirs_exist_ok=True)
    return made
