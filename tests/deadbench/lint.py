"""What is wrong with a world, before anybody is scored on it."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from tests.deadbench.answer import truth
from tests.deadbench.world import CLASSES, World, instant

_NEEDED = ("world.json", "alarm.json", "metrics.json", "config/lambda/get-account-settings.json")
# Of a provenance: where it is from and when it was said, what it states, what was filled in.
_SOURCE = r"<https?://\S+> \(\d{4}-\d\d-\d\d\)"
_RECORDED = r"^Recorded: `python -m \S+ \S+(?: --seed \d+)?` \(\d{4}-\d\d-\d\d\)"
_PROVENANCE = (r"^States: \S", r"^Filled in: \S")
_UNPUBLISHED = timedelta(seconds=60)


def faults(folder: Path, truths: Path) -> list[str]:
    """One line each: the file, and what is wrong with it."""
    missing = [f"{folder / each}: missing" for each in _NEEDED if not (folder / each).exists()]
    if missing:
        return missing
    try:
        return [f"{folder.name}/{said}" for said in _faults(World(folder), truths)]
    except (ValueError, KeyError, TypeError, OSError) as error:
        return [f"{folder.name}: {error!r}"]


def _faults(world: World, truths: Path) -> Iterator[str]:
    for file in sorted(world.folder.rglob("*.json")):
        json.loads(file.read_text())
    about = world.about
    if about.kind not in CLASSES or not world.name.startswith(f"{about.kind}-"):
        yield f"world.json: class {about.kind!r} is not how the folder begins"
    if about.kind in "ab" and not about.twin_of and not (world.folder.parent / f"{world.name}-twin").exists():
        yield "world.json: a world of class a or b has a twin"
    for series in world.metrics:
        for points in series["Statistics"].values():
            moments = [instant(at) for at, _ in points]
            if moments != sorted(set(moments)):
                yield f"metrics.json: {series['MetricName']}: minutes are not in order"
            if moments and moments[-1] > about.now - _UNPUBLISHED:
                yield f"metrics.json: {series['MetricName']}: a minute that is not published by now"
    yield from _lines(world)
    yield from _truth(world, truths)


def _lines(world: World) -> Iterator[str]:
    for file in sorted((world.folder / "logs").glob("*.jsonl")):
        for number, text in enumerate(file.read_text().splitlines(), 1):
            line = json.loads(text)
            if line["ingestionTime"] < line["timestamp"]:
                yield f"logs/{file.name}: line {number} arrived before it was written"


def _truth(world: World, truths: Path) -> Iterator[str]:
    file, page = truths / f"{world.name}.json", truths / f"{world.name}.md"
    said = truth(json.loads(file.read_text()))
    if said.claim is None and not said.read_next:
        yield f"{file.name}: where silence is right, it says what to read"
    provenance = page.read_text() if page.exists() else ""
    for needed in (_RECORDED if world.about.kind == "c" else _SOURCE, *_PROVENANCE):
        if not re.search(needed, provenance, re.MULTILINE):
            yield f"{page.name}: lacks {needed}"
    # A family of one plain word may well be AWS's own.
    if said.claim and "_" in said.claim.family:
        for path in sorted(world.folder.rglob("*.json*")):
            if said.claim.family in path.read_text():
                yield f"{path.name}: gives the answer away ({said.claim.family})"
