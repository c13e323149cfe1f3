"""The few combinators the Block Kit rules are written in.

A check takes a JSON value and its JSON pointer and yields a fault per broken rule, in the words Slack uses
for it: `must be less than 3001 characters [json-pointer:/blocks/0/text/text]`.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Check = Callable[[Any, str], Iterator[str]]


def fault(message: str, pointer: str) -> str:
    return f"{message} [json-pointer:{pointer}]"


def string(*, longest: int, shortest: int = 1) -> Check:
    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield fault("must provide a string", pointer)
        elif len(value) > longest:
            yield fault(f"must be less than {longest + 1} characters", pointer)
        elif len(value) < shortest:
            yield fault(f"must be more than {shortest - 1} characters", pointer)

    return check


def boolean(value: Any, pointer: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield fault("must provide a boolean", pointer)


def integer(*, least: int, most: int) -> Check:
    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield fault("must provide an integer", pointer)
        elif not least <= value <= most:
            yield fault(f"must be between {least} and {most}", pointer)

    return check


def one_of(*allowed: str) -> Check:
    def check(value: Any, pointer: str) -> Iterator[str]:
        if value not in allowed:
            yield fault(f"must be one of {', '.join(allowed)}", pointer)

    return check


def pattern(matches: Callable[[str], bool], expected: str) -> Check:
    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, str) or not matches(value):
            yield fault(f"must be {expected}", pointer)

    return check


def array(items: Check, *, most: int, least: int = 1) -> Check:
    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield fault("must provide an array", pointer)
            return
        if len(value) > most:
            yield fault(f"no more than {most} items allowed", pointer)
        if len(value) < least:
            yield fault(f"no fewer than {least} items allowed", pointer)
        for index, item in enumerate(value):
            yield from items(item, f"{pointer}/{index}")

    return check


def shape(
    *,
    required: Mapping[str, Check] | None = None,
    optional: Mapping[str, Check] | None = None,
    rules: tuple[Check, ...] = (),
) -> Check:
    """An object with exactly these properties; `rules` are asked only when its own faults are none."""
    needed = dict(required or {})
    known = needed | dict(optional or {})

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield fault("must provide an object", pointer)
            return
        own = [*_properties(value, pointer, needed, known)]
        yield from own
        if not own:
            for rule in rules:
                yield from rule(value, pointer)

    return check


def _properties(
    value: Mapping[str, Any], pointer: str, needed: Mapping[str, Check], known: Mapping[str, Check]
) -> Iterator[str]:
    for name in needed:
        if name not in value:
            yield fault(f"missing required field: {name}", pointer)
    for name, item in value.items():
        if name in known:
            yield from known[name](item, f"{pointer}/{name}")
        elif name != "type":
            yield fault(f"invalid additional property: {name}", pointer)


def by_type(shapes: Mapping[str, Check]) -> Check:
    """An object whose `type` decides what else it may hold."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield fault("must provide an object", pointer)
        elif "type" not in value:
            yield fault("missing required field: type", pointer)
        elif not isinstance(value["type"], str) or value["type"] not in shapes:
            yield fault(f"unsupported type: {value['type']}", f"{pointer}/type")
        else:
            yield from shapes[value["type"]](value, pointer)

    return check


def anything(value: Any, pointer: str) -> Iterator[str]:
    del value, pointer
    return iter(())
