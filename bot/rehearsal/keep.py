"""`--keep DIR`: one letter of each shape as a fixture, and a test of the team's own that plays them.

The test needs pytest and what the handler needs, nothing of ours. What is kept is masked, and only where the
handler does the same with it as with the letter itself; with `--whole` it is kept as it is.
"""

import json
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from string import Template

from bot.domain.redaction.sample_text import masked
from bot.rehearsal.masked_event import masked_event
from bot.rehearsal.outcome import LetterOutcome, outcome
from bot.rehearsal.process import Function, started
from bot.rehearsal.rehearsal import RehearsalSettings, Rehearsed

_LONGEST_NAME = 60
_UNNAMED = "dead letter"
_TEMPLATE = Path(__file__).parent / "kept_test.py.txt"


def keep(
    found: Sequence[Rehearsed], settings: RehearsalSettings, folder: Path, *, whole: bool
) -> Iterator[str]:
    """Write them, and say in a line each what was written or why not. Raises: OSError, CannotStart."""
    folder.mkdir(parents=True, exist_ok=True)
    of_shape: dict[str, Rehearsed] = {}
    for each in found:
        if each.event:
            of_shape.setdefault(_shape(each), each)
    for shape, each in of_shape.items():
        event = _event(each, settings, whole=whole)
        if event is None:
            yield f"not kept: {shape}: masked, it is not the same to the handler; --whole keeps it as it is"
            continue
        file = folder / f"{_file_name(shape)}.json"
        file.write_text(json.dumps(json.loads(event), indent=2, ensure_ascii=False) + "\n")
        yield f"kept: {file}: {shape}"
    yield from _test(settings, folder)


def _shape(each: Rehearsed) -> str:
    return next(iter(each.known), "") or each.outcome.shape or _UNNAMED


def _file_name(shape: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", shape.lower()).strip("_")[:_LONGEST_NAME] or "dead_letter"


def _event(each: Rehearsed, settings: RehearsalSettings, *, whole: bool) -> str | None:
    if each.event is None or whole:
        return each.event.text if each.event else None
    event = masked_event(each.event.text, settings.rules)
    if event is None:
        return None
    with started(settings.function) as process:
        again = outcome(process.run(event.encode("utf-8", "surrogatepass")), each.known, settings.rules)
    return event if _alike(again) == _alike(each.first or each.outcome) else None


def _alike(found: LetterOutcome) -> tuple[str, str, str]:
    return found.kind, found.shape, found.write.operation if found.write else ""


def _test(settings: RehearsalSettings, folder: Path) -> Iterator[str]:
    file = folder / f"test_{_file_name(settings.function.name)}_dead_letters.py"
    if file.exists():
        yield f"left as it is: {file}"
        return
    file.write_text(_source(settings.function, folder, settings))
    yield f"kept: {file}: pytest {file}"


def _source(function: Function, folder: Path, settings: RehearsalSettings) -> str:
    answers = {name: dict(answer) for name, answer in function.answers.answers.items()}
    return Template(_TEMPLATE.read_text()).substitute(
        handler=json.dumps(function.handler),
        code=json.dumps(os.path.relpath(function.folder, folder.resolve())),
        variables=repr({name: masked(value, settings.rules) for name, value in function.variables.items()}),
        answers=repr(answers),
        region=json.dumps(function.region),
    )
