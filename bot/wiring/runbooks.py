"""The runbooks of the package: the folder beside the code."""

from pathlib import Path

from bot.render.runbooks.shelf import Shelf

runbooks = Shelf(Path(__file__).parent.parent.parent / "runbooks")
