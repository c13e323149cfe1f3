"""lastcall.toml: checked as a whole before it is built in, so that no one discovers a mistake at night."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any

from bot.config.checks import check_last, check_names, check_reach, check_rotations, check_runbooks
from bot.config.placeholders import check_placeholders
from bot.config.policies import POLICY, policy_of
from bot.config.problem import WRONG, Path, Problem, TomlPath
from bot.config.toml_lines import line_of, lines_of
from bot.domain.errors import Permanent
from bot.domain.policy.policy import Policy
from bot.parsing.policy_document import dump_policy

__all__ = ["Problem", "check_policy", "compile_policy", "read_policy"]


# The built-in runbooks: the folder beside the code.
_RUNBOOKS = FilePath(__file__).parents[2] / "runbooks"


def read_policy(text: str, name: str = "lastcall.toml") -> Policy | tuple[Problem, ...]:
    """The policy, or everything that cannot be read, in file order."""
    return _read(text, name, None)


def check_policy(
    text: str, name: str = "lastcall.toml", runbooks: FilePath = _RUNBOOKS
) -> Policy | tuple[Problem, ...]:
    """The policy, or everything that cannot be read or never has an effect, in file order."""
    return _read(text, name, runbooks)


def _read(text: str, name: str, runbooks: FilePath | None) -> Policy | tuple[Problem, ...]:
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        return (_not_toml(text, name, fault),)
    place = TomlPath((), [])
    read = POLICY.read(raw, place)
    routes = read.get("routes", WRONG)
    place.found.extend(check_names(raw.get("routes"), _names(raw.get("rotations"))))
    if routes is not WRONG:
        place.found.extend(check_last(routes))
    if runbooks is not None:
        place.found.extend(_without_effect(raw, routes, runbooks))
    if not place.found:
        return policy_of(read)
    lines = lines_of(text)
    problems = {Problem(name, line_of(lines, path), message) for path, message in place.found}
    return tuple(sorted(problems, key=lambda each: (each.line, each.message)))


def _without_effect(raw: dict[str, Any], routes: Any, runbooks: FilePath) -> Iterator[tuple[Path, str]]:
    yield from check_placeholders(raw)
    yield from check_rotations(raw.get("routes"), _names(raw.get("rotations")))
    if routes is not WRONG:
        yield from check_reach(routes)
        yield from check_runbooks(routes, [file.stem for file in runbooks.glob("*.md")])


def compile_policy(config: FilePath) -> str:
    """The policy as `bot/policy.json` holds it. Raises Permanent with every problem."""
    policy = check_policy(config.read_text(encoding="utf-8"), config.name)
    if isinstance(policy, Policy):
        return dump_policy(policy)
    raise Permanent("\n".join(str(problem) for problem in policy))


def _not_toml(text: str, name: str, fault: Exception) -> Problem:
    """The one syntax error that tomllib reports; its message names the line, or the end of the document."""
    said = str(fault)
    found = re.search(r" \(at line (\d+), column \d+\)", said)
    line = int(found[1]) if found else text.count("\n") + 1
    return Problem(name, line, f"this is not valid TOML: {said.removesuffix(found[0]) if found else said}")


def _names(raw: Any) -> tuple[str, ...]:
    return tuple(raw) if isinstance(raw, dict) else ()
