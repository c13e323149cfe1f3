"""The answer of a world and where it is from."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from tests.deadbench.making.draft import Draft
from tests.deadbench.making.herrings import Herrings
from tests.deadbench.world import Json


class Entry(NamedTuple):
    """Attributes: answer is the truth's file, provenance the page beside it."""

    answer: Json
    provenance: str


def entry(
    *,
    source: str,
    dated: str,
    states: str,
    filled: str,
    family: str = "",
    resource: str = "",
    setting: str = "",
    also: Sequence[Json] = (),
    would_pass: str = "unknown",  # noqa: S107 - no password
    loses: Json | None = None,
    lost: int | None = 0,
    read_next: str = "",
) -> Entry:
    """Without a family the right answer is silence, and what to read next."""
    answer: dict[str, Any] = {
        "family": family or None,
        "resource": resource or None,
        "setting": setting or None,
        "would_pass": would_pass,
        "first_loss": loses,
        "lost_already": lost,
        "cannot_tell": not family,
        "read_next": read_next or None,
        "also_accepted": list(also),
    }
    provenance = f"Source: <{source}> ({dated})\n\nStates: {states}\n\nFilled in: {filled}\n"
    return Entry(answer, provenance)


Making = Callable[[Draft], Entry]
Herring = Callable[[Herrings], None]


def with_twins(
    kind: str, worlds: Sequence[tuple[str, Making, Herring]], seed: int
) -> Iterator[tuple[Draft, Entry]]:
    """Each world, and the same with a red herring."""
    for slug, make, herring in worlds:
        draft = Draft(f"{kind}-{slug}", seed)
        yield draft, make(draft)
        twin = Draft(f"{kind}-{slug}-twin", seed, twin_of=f"{kind}-{slug}")
        made = make(twin)
        herring(twin)
        yield twin, made
