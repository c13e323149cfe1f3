"""The folder of runbooks: read once per container, and checked as a whole at build."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from bot.domain.incident.incident import Incident
from bot.domain.policy.policy import Route
from bot.render.runbooks.runbook import GENERIC, Malformed, Rendered, Runbook, pick, read_runbook, rendered
from bot.render.runbooks.sample_incident import SAMPLE_NOW, SAMPLE_ROUTE, sample_incident
from bot.render.runbooks.view import View, runbook_view
from bot.render.view import Lines, Words

_LARGEST = 200_000

# What the runbook of an alarm over several resources is for, in place of a kind.
SEVERAL = "several"


class Shelf:
    """The runbooks of a folder. Malformed ones are left out here: the build refuses them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._runbooks: tuple[Runbook, ...] | None = None

    def __call__(self, incident: Incident, route: Route, now: datetime) -> Rendered:
        """The runbook of an incident, rendered."""
        if self._runbooks is None:
            self._runbooks = tuple(each for each in read_folder(self._folder) if isinstance(each, Runbook))
        # What the runbook of one queue says to press is not there for several.
        kind = SEVERAL if incident.members else incident.kind
        runbook = pick(self._runbooks, kind, incident.resource.name, route.runbook)
        if runbook is None:
            return Rendered(
                "No runbook", (Lines(((Words("No runbook is written for this kind of alarm."),),)),)
            )
        return rendered(runbook, incident, route, now)


def read_folder(folder: Path) -> tuple[Runbook | Malformed, ...]:
    """Every `*.md` of a folder, by name."""
    return tuple(read_file(path) for path in sorted(folder.glob("*.md")))


def check_runbooks(folder: Path) -> tuple[str, ...]:
    """What is wrong with the runbooks of a folder, each as `file:line: what`; none when all is well."""
    from bot.render.runbooks.template import template_problems  # noqa: PLC0415 - Jinja2 is costly to load

    view: View = runbook_view(sample_incident(), SAMPLE_ROUTE, SAMPLE_NOW)
    read = read_folder(folder)
    problems = [
        f"{folder / each.name}.md:{each.line}: {each.why}" for each in read if isinstance(each, Malformed)
    ]
    runbooks = [each for each in read if isinstance(each, Runbook)]
    for runbook in runbooks:
        problems.extend(
            f"{folder / runbook.name}.md:{runbook.line + problem.line - 1}: {problem.what}"
            for problem in template_problems(runbook.text, view)
        )
    return (*problems, *_generic_is_there(runbooks, folder))


def _generic_is_there(runbooks: list[Runbook], folder: Path) -> Iterator[str]:
    if not any(each.name == GENERIC for each in runbooks):
        yield f"{folder}: {GENERIC}.md is missing: alarms of an unknown kind would have no runbook"


def read_file(path: Path) -> Runbook | Malformed:
    try:
        if path.stat().st_size > _LARGEST:
            return Malformed(path.stem, 1, f"larger than {_LARGEST:,} bytes: shorten it")
        return read_runbook(path.stem, path.read_text("utf-8"))
    except OSError as fault:
        return Malformed(path.stem, 1, f"cannot be read: {fault.strerror}")
    except UnicodeDecodeError:
        return Malformed(path.stem, 1, "is not UTF-8 text")
