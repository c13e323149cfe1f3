"""Runbooks: Markdown files with a head that says what they are for, picked and rendered for an incident.

    ---
    kind: dead_letters
    resource: payments-*
    title: Payments that could not be booked
    ---
    1. Look at {{ resource.name }} ...

A file called after its kind is the built-in one; any other is a team's own and comes first.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from fnmatch import fnmatchcase
from typing import NamedTuple

from bot.domain.alarm.alarm_kind import KindName
from bot.domain.incident.incident import Incident
from bot.domain.policy.policy import Route
from bot.render.runbooks.addresses import runbook_address
from bot.render.runbooks.markdown import first_item, markdown_parts
from bot.render.runbooks.view import runbook_view
from bot.render.view import Part, Preformatted, Words

GENERIC = KindName.GENERIC
_KEYS = frozenset({"kind", "resource", "title"})


class Runbook(NamedTuple):
    """A runbook as written.

    Attributes:
        name: File name without `.md`.
        kinds: Names of the alarm kinds it is for; `*` for all.
        resource: Shell-style pattern of resource names.
        line: The line of the file on which `text` begins.
    """

    name: str
    kinds: tuple[str, ...]
    resource: str
    title: str
    text: str
    line: int = 1

    @property
    def built_in(self) -> bool:
        return self.kinds == (self.name,)


class Malformed(NamedTuple):
    """Attributes: line counts from 1."""

    name: str
    line: int
    why: str


class Rendered(NamedTuple):
    """A runbook made for one incident.

    Attributes:
        first_step: Its first numbered step, for the thread.
        url: The team's own page, where the alarm or the route names one.
        broken: It could not be rendered and is shown as it was written.
    """

    title: str
    parts: tuple[Part, ...]
    first_step: str = ""
    url: str = ""
    broken: bool = False


def read_runbook(name: str, source: str) -> Runbook | Malformed:
    """Read a file's text."""
    source = source.removeprefix("\ufeff").replace("\r\n", "\n")
    lines = source.split("\n")
    marked = [number for number, line in enumerate(lines) if line.rstrip(" \t") == "---"][:2]
    if marked[:1] != [0] or len(marked) == 1:
        return Malformed(
            name, 1, "begin it with `---`, `kind: ...`, `title: ...` and `---` on lines of their own"
        )
    fields: dict[str, str] = {}
    for number, line in enumerate(lines[1 : marked[1]], start=2):
        key, colon, value = (part.strip() for part in line.partition(":"))
        if line.strip() and (not colon or key not in _KEYS):
            return Malformed(
                name,
                number,
                f"`{line.strip()[:60]}`: write one of {', '.join(sorted(_KEYS))}, a colon and a value",
            )
        fields[key] = value.strip("'\"")
    if not fields.get("kind") or not fields.get("title"):
        return Malformed(name, 1, "its head needs a kind and a title")
    kinds = tuple(kind.strip() for kind in fields["kind"].split(","))
    text = "\n".join(lines[marked[1] + 1 :])
    return Runbook(
        name,
        kinds,
        fields.get("resource") or "*",
        fields["title"],
        text,
        marked[1] + 2,
    )


def pick(runbooks: Iterable[Runbook], kind: str, resource: str, preferred: str = "") -> Runbook | None:
    """The runbook of an incident: the one its route names, a team's own, the kind's, the generic one."""
    fitting = [each for each in runbooks if _fits(each, kind, resource) or each.name in {preferred, GENERIC}]
    return min(fitting, key=lambda each: _rank(each, preferred), default=None)


def runbook_url(description: str, tags: Mapping[str, str]) -> str:
    """The page an alarm names: `runbook: https://...` in its description, its tag `runbook`, any address."""
    return runbook_address(description, tags)


def rendered(runbook: Runbook, incident: Incident, route: Route, now: datetime) -> Rendered:
    """The runbook for one incident; one that cannot be rendered shows as it was written, and says so."""
    # Jinja2 is costly to load.
    from bot.render.runbooks.bounds import RunbookProblem  # noqa: PLC0415
    from bot.render.runbooks.template import render_template  # noqa: PLC0415

    url = (
        route.runbook
        if route.runbook.startswith("http")
        else runbook_url(incident.description, incident.tags or {})
    )
    made = render_template(runbook.text, runbook_view(incident, route, now))
    if isinstance(made, RunbookProblem):
        why = f"{runbook.name}.md:{runbook.line + made.line - 1}: {made.what}. It is shown as written."
        return Rendered(
            runbook.title, ((Words("⚠️ "), Words(why)), Preformatted(runbook.text)), "", url, broken=True
        )
    return Rendered(runbook.title, markdown_parts(made), first_item(made), url)


def _fits(runbook: Runbook, kind: str, resource: str) -> bool:
    return (kind in runbook.kinds or "*" in runbook.kinds) and fnmatchcase(resource, runbook.resource)


def _rank(runbook: Runbook, preferred: str) -> tuple[bool, bool, bool, int, str]:
    """Sorts the best first: named by the route, own before built-in, the closest pattern, then by name."""
    plain = len(runbook.resource.replace("*", ""))
    return (runbook.name != preferred, runbook.name == GENERIC, runbook.built_in, -plain, runbook.name)
