"""Runbooks: picked, rendered, checked; never an exception, never markup from a value."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alarm_kinds import KINDS
from bot.domain.evidence.consumer import ConsumerHealth, EventSource, FunctionFacts
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.verdict import Cause, Verdict
from bot.domain.incident.incident import Incident
from bot.render.modals import runbook_modal
from bot.render.plain_text import plain_lines
from bot.render.runbooks.command import run
from bot.render.runbooks.markdown import first_item, markdown_parts
from bot.render.runbooks.reference import VARIABLES, head, language, variables
from bot.render.runbooks.runbook import (
    Malformed,
    Rendered,
    Runbook,
    pick,
    read_runbook,
    rendered,
    runbook_url,
)
from bot.render.runbooks.sample_incident import sample_incident
from bot.render.runbooks.shelf import Shelf, check_runbooks, read_folder
from bot.render.runbooks.template import template_problems
from bot.render.runbooks.view import LISTS, runbook_view
from bot.render.view import Lines, Link, Part, Preformatted, Words
from bot.slack.markup.block_kit import modal_view
from tests.unit.render import incidents
from tests.unit.render.incidents import NOW, ROUTE
from tests.unit.render.views import lines_in, nasty, texts, view_faults

SHIPPED = Path(__file__).parents[3] / "runbooks"
HEAD = "---\nkind: dead_letters\ntitle: T\n---\n"


def _runbook(text: str, name: str = "own") -> Runbook:
    read = read_runbook(name, HEAD + text)
    assert isinstance(read, Runbook)
    return read


def _rendered(text: str, incident: Incident = incidents.open_incident) -> Rendered:
    return rendered(_runbook(text), incident, ROUTE, NOW)


def _words(parts: tuple[Part, ...]) -> str:
    return "\n".join(
        part.text if isinstance(part, Preformatted) else plain_lines(part.lines)
        for part in parts
        if isinstance(part, (Preformatted, Lines))
    )


def test_the_shipped_runbooks_have_no_problem() -> None:
    assert check_runbooks(SHIPPED) == ()


def test_every_kind_of_alarm_has_a_runbook() -> None:
    shipped = {each.name for each in read_folder(SHIPPED) if isinstance(each, Runbook)}
    assert {kind.name for kind in KINDS} <= shipped


SECTIONS = (
    "Look at these first",
    "What is lost, and when",
    "Usual causes",
    "What redriving does here",
    "Out of date elsewhere",
)


@pytest.mark.parametrize("name", [kind.name for kind in KINDS])
def test_a_shipped_runbook_answers_the_same_questions_for_every_kind(name: str) -> None:
    text = (SHIPPED / f"{name}.md").read_text().replace("What Redrive does", "What redriving does")
    headings = [line[3:] for line in text.splitlines() if line.startswith("## ")]
    assert tuple(each for each in headings if each in SECTIONS) == SECTIONS
    first = text.split("## Look at these first")[1].split("\n## ")[0]
    assert all(f"\n{number}. " in first for number in (1, 2, 3))
    assert "\naws " in first or "links." in first


@pytest.mark.parametrize(
    "incident",
    [
        *(incidents.gathering, incidents.open_incident, incidents.urgent, incidents.losing, incidents.blind),
        *(
            incidents.acknowledged,
            incidents.redriving,
            incidents.recovering,
            incidents.resolved,
            incidents.generic,
        ),
    ],
)
def test_the_shipped_runbooks_render_for_every_state(incident: Incident) -> None:
    shown = Shelf(SHIPPED)(incident, ROUTE, NOW)
    assert not shown.broken
    assert shown.first_step
    assert view_faults(modal_view(runbook_modal(incident, shown.title, shown.parts, shown.url))) == []


def test_a_runbook_says_what_is_not_known_instead_of_none() -> None:
    assert "None" not in _words(Shelf(SHIPPED)(incidents.blind, ROUTE, NOW).parts)


def test_markdown_becomes_lines_code_and_links() -> None:
    parts = markdown_parts(
        "# Title\nA **b** `c`\nruns on\n\n- one\n  - two\n\n```\ncode <x>\n```\n[web](https://a.example)"
    )
    assert parts == (
        Lines(
            (
                (Words("Title", bold=True),),
                (Words("A "), Words("b", bold=True), Words(" "), Words("c", code=True), Words(" runs on")),
            )
        ),
        Lines(((Words("• "), Words("one")), (Words("    • "), Words("two")))),
        Preformatted("code <x>"),
        Lines(((Link("https://a.example", "web"),),)),
    )


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//evil", "x"]
)
def test_only_http_is_linked(url: str) -> None:
    spans = [
        span
        for part in markdown_parts(f"[click]({url})")
        if isinstance(part, Lines)
        for line in part.lines
        for span in line
    ]
    assert "click" in "".join(span.text for span in spans if isinstance(span, Words))
    assert not any(isinstance(span, Link) for span in spans)


@given(texts)
def test_any_markdown_makes_a_modal_slack_takes(text: str) -> None:
    modal = runbook_modal(incidents.open_incident, "T", markdown_parts(text))
    assert view_faults(modal_view(modal)) == []


@given(nasty | st.sampled_from(["**[x](https://evil.example)**", "# big", "- item", "```", "1. step", "`c`"]))
def test_a_value_is_never_read_as_markdown(value: str) -> None:
    shown = _rendered("Before {{ incident.reason }} after\n", replace(incidents.open_incident, reason=value))
    (part,) = shown.parts
    assert isinstance(part, Lines)
    (line,) = part.lines
    assert all(isinstance(span, Words) and not span.bold and not span.code for span in line)


def test_a_value_is_shown_as_it_is() -> None:
    shown = _rendered(
        "{{ incident.reason }}", replace(incidents.open_incident, reason="a_b*c <!channel> [x](y)")
    )
    assert _words(shown.parts) == "a_b*c <!channel> [x](y)"


@pytest.mark.parametrize(
    ("template", "what"),
    [
        ("{{ ''.__class__ }}", "`.__class__` is not available"),
        ("{{ incident.__class__ }}", "`.__class__` is not available"),
        ("{{ incident['__class__'] }}", "`getitem` is not available"),
        ("{{ range(9) }}", "`call` is not available"),
        ("{{ 'a' * 999999999 }}", "`mul` is not available"),
        ("{{ 9 ** 9 ** 9 }}", "`pow` is not available"),
        ("{{ '%999999999d' % 1 }}", "`mod` is not available"),
        ("{{ 'x' | center(999999999) }}", "the filter `center` is not available"),
        ("{{ incident | attr('id') }}", "the filter `attr` is not available"),
        ("{% include 'x' %}", "`include` is not available"),
        ("{% macro m() %}{% endmacro %}", "`macro` is not available"),
        ("{% set x = 1 %}", "`assign` is not available"),
        ("{% for a in evidence.shapes recursive %}{% endfor %}", "`for` is not available"),
        ("{% for a in b %}{% endfor %}", "unknown variable b"),
        ("\n\n{{ evidence.dept }}", "unknown variable evidence.dept"),
        ("{% if false %}{{ nowhere }}{% endif %}", "unknown variable nowhere"),
        ("{{ nowhere | default('x') }}", "unknown variable nowhere"),
        ("{% if %}", "Expected an expression"),
        ("{{", "unexpected 'end of template'"),
    ],
)
def test_a_template_that_could_do_harm_or_fail_is_found_and_shown_as_written(
    template: str, what: str
) -> None:
    shown = _rendered(template)
    assert shown.broken
    assert what in plain_lines(lines_in(shown.parts))
    assert template.strip() in _words(shown.parts)


_FRAGMENTS = (
    *(
        "{{",
        "}}",
        "{%",
        "%}",
        "{#",
        "#}",
        " if ",
        " for a in ",
        " endfor ",
        " endif ",
        " else ",
        " in ",
        " is none ",
    ),
    *(
        "incident",
        "evidence.shapes",
        "evidence.depth",
        ".id",
        ".x",
        "['id']",
        "()",
        "|join",
        "|first",
        "|length",
    ),
    *("none", "1", "'a'", "~", "<", "==", "not ", "\n", "# ", "- ", "```", "a", "loop.index", "evidence"),
)


@given(st.lists(st.sampled_from(_FRAGMENTS), max_size=12).map("".join) | texts)
def test_no_runbook_can_stop_an_escalation(text: str) -> None:
    assert _rendered(text).title == "T"


@given(st.lists(st.sampled_from(_FRAGMENTS[7:]), max_size=6).map("".join))
def test_no_expression_can_stop_an_escalation(expression: str) -> None:
    assert _rendered(f"{{{{ {expression} }}}}").title == "T"
    assert _rendered(f"{{% for a in {expression} %}}{{{{ a }}}}{{% endfor %}}").title == "T"


def test_loops_cannot_be_nested_until_they_do_not_end() -> None:
    deep = "{% for a in evidence.shapes %}" * 3 + "x" + "{% endfor %}" * 3
    assert _rendered(deep).broken
    assert not _rendered("{% for a in evidence.shapes %}" * 2 + "x" + "{% endfor %}" * 2).broken


ENDLESS = "a loop can only go over evidence.missing, evidence.shapes, evidence.sources, incident.children"


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        pytest.param("x\n{% for a in 'letters' %}{% endfor %}", 2, ENDLESS, id="the letters of a text"),
        pytest.param("{% for a in resource.name %}{% endfor %}", 1, ENDLESS, id="the letters of a name"),
        pytest.param(
            "{% for c in incident.children %}\n{% for a in c.name %}{% endfor %}{% endfor %}",
            2,
            ENDLESS,
            id="the letters of what is looped over",
        ),
        pytest.param("{% if 1 %}\n" * 900 + "{% endif %}" * 900, 16, "nested more than 15", id="900 deep"),
        pytest.param("{% with %}\n" * 900 + "{% endwith %}" * 900, 16, "nested more than 15", id="any block"),
        pytest.param("{{ " + "(" * 900 + "1" + ")" * 900 + " }}", 1, "more than 80 words", id="brackets"),
        pytest.param("{{ " + "(" * 9 + "1" + ")" * 9 + " }}", 1, "brackets nested", id="a few brackets"),
        pytest.param("{{ " + "not " * 900 + "1 }}", 1, "more than 80 words", id="a long expression"),
        pytest.param("\n\n{{ '" + "x" * 501 + "' }}", 3, "more than 500 characters", id="a long literal"),
        pytest.param(
            "{% if 1 %}" + "{% elif 2 %}" * 900 + "{% endif %}", 1, "more than 300 tags", id="many choices"
        ),
        pytest.param("x\n" * 30_000, 25_001, "longer than 50,000 characters", id="a long file"),
        pytest.param(
            "a\n{% for a in evidence.shapes %}{% for b in evidence.shapes %}"
            + "{{ a.text }}" * 100
            + "{% endfor %}{% endfor %}",
            2,
            "more than 20,000 steps",
            id="much in two loops",
        ),
    ],
)
def test_what_could_take_seconds_is_refused_with_its_line(text: str, line: int, what: str) -> None:
    (problem, *_) = template_problems(text, runbook_view(incidents.open_incident, ROUTE, NOW))
    assert problem.line == line
    assert what in problem.what
    assert _rendered(text).broken


def test_texts_joined_within_each_other_do_not_multiply() -> None:
    long = f"'{'x' * 500}'"
    assert _rendered("{{ " + f"{long}|join({long})|join({long})|join({long})" + " }}").broken


def test_the_lists_of_a_runbook_are_those_it_may_loop_over() -> None:
    view = runbook_view(incidents.open_incident, ROUTE, NOW)
    lists = {
        f"{name}.{key}"
        for name, values in view.items()
        for key, value in values.items()
        if isinstance(value, list)
    }
    assert lists <= LISTS


_PARTS = (
    *(
        "{% if 1 %}",
        "{% endif %}",
        "{% for a in evidence.shapes %}",
        "{% endfor %}",
        "{{ '",
        "' }}",
        "{{",
        "}}",
    ),
    *(
        "{% elif 1 %}",
        "{% else %}",
        "|join('x')",
        "|upper",
        "(",
        ")",
        "not ",
        " ~ ",
        "'xxxxxxxxxx'",
        "{#",
        "#}",
    ),
    *("{% raw %}", "{% endraw %}", "{% set a = 1 %}", "\n", "a.text", " if 1 else ", "-", "**9"),
)


@given(st.lists(st.tuples(st.sampled_from(_PARTS), st.integers(1, 1_000)), min_size=1, max_size=6))
def test_any_template_however_often_its_parts_are_repeated_is_rendered_or_refused(
    parts: list[tuple[str, int]],
) -> None:
    text = "".join(part * times for part, times in parts)
    assert _rendered(text).title == "T"


def test_a_runbook_that_grows_too_long_is_shown_as_written() -> None:
    assert _rendered("{% for s in evidence.shapes %}" + "x" * 9_000 + "{% endfor %}").broken


def test_every_problem_is_told_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "own.md").write_text(HEAD + "fine\n{{ nowhere }}\n{{ evidence.dept }}\n")
    (tmp_path / "headless.md").write_text("# no head\n")
    (tmp_path / "odd.md").write_text("---\nkind: x\nowner: me\n---\n")
    (tmp_path / "latin.md").write_bytes(b"---\nkind: x\ntitle: caf\xe9\n---\n")
    assert [problem.removeprefix(f"{tmp_path}/") for problem in check_runbooks(tmp_path)] == [
        "headless.md:1: begin it with `---`, `kind: ...`, `title: ...` and `---` on lines of their own",
        "latin.md:1: is not UTF-8 text",
        "odd.md:3: `owner: me`: write one of kind, resource, title, a colon and a value",
        "own.md:6: unknown variable nowhere",
        "own.md:7: unknown variable evidence.dept",
        f"{tmp_path}: generic.md is missing: alarms of an unknown kind would have no runbook",
    ]


BUILT_IN = Runbook("dead_letters", ("dead_letters",), "*", "", "")
GENERIC = Runbook("generic", ("generic",), "*", "", "")
OWN = Runbook("orders", ("dead_letters",), "orders-*", "", "")
WIDE = Runbook("all", ("*",), "*", "", "")


@pytest.mark.parametrize(
    ("kind", "resource", "preferred", "picked"),
    [
        pytest.param("dead_letters", "orders-dlq", "", "orders", id="a team's own with the closest pattern"),
        pytest.param("dead_letters", "other", "", "all", id="a team's own before the built-in"),
        pytest.param("iterator_age", "x", "", "all", id="a pattern for every kind"),
        pytest.param(
            "dead_letters", "orders-dlq", "dead_letters", "dead_letters", id="the one its route names"
        ),
        pytest.param("dead_letters", "orders-dlq", "gone", "orders", id="a route that names none there is"),
    ],
)
def test_the_closest_runbook_is_picked(kind: str, resource: str, preferred: str, picked: str) -> None:
    found = pick((GENERIC, BUILT_IN, WIDE, OWN), kind, resource, preferred)
    assert found is not None
    assert found.name == picked


def test_a_kind_without_a_runbook_gets_the_generic_one() -> None:
    assert pick((BUILT_IN, GENERIC), "iterator_age", "x") == GENERIC
    assert pick((), "iterator_age", "x") is None


@pytest.mark.parametrize(
    ("description", "url"),
    [
        ("Orders stuck. runbook: https://wiki.example.com/a?b=1.", "https://wiki.example.com/a?b=1"),
        ("Runbook=https://wiki.example.com/a", "https://wiki.example.com/a"),
        ("see https://x.example and runbook: https://y.example", "https://y.example"),
        ("see (https://x.example/y)", "https://x.example/y"),
        ("runbook: javascript:alert(1)", ""),
        ("<https://x.example|click>", "https://x.example"),
        ("", ""),
    ],
)
def test_the_page_an_alarm_names_is_found(description: str, url: str) -> None:
    assert runbook_url(description, {}) == url


@pytest.mark.parametrize(
    ("description", "tags", "url"),
    [
        pytest.param("", {"Runbook": "https://wiki/a"}, "https://wiki/a", id="a tag, whatever its case"),
        pytest.param(
            "see https://wiki/b", {"runbook": "https://wiki/a"}, "https://wiki/a", id="before any address"
        ),
        pytest.param(
            "runbook: https://wiki/b",
            {"runbook": "https://wiki/a"},
            "https://wiki/b",
            id="after one that is named",
        ),
        pytest.param(
            "see https://wiki/b", {"runbook": "orders"}, "https://wiki/b", id="a tag without an address"
        ),
        pytest.param("", {"wiki": "https://wiki/a"}, "", id="another tag"),
    ],
)
def test_the_alarms_tag_names_its_page(description: str, tags: dict[str, str], url: str) -> None:
    assert runbook_url(description, tags) == url


def test_a_tag_of_the_alarm_is_linked_from_the_incident() -> None:
    tagged = replace(incidents.open_incident, description="", tags={"runbook": "https://wiki/a"})
    assert _rendered("Text", tagged).url == "https://wiki/a"


def test_the_routes_own_page_comes_before_the_alarms() -> None:
    route = ROUTE._replace(runbook="https://team.example/r")
    assert rendered(_runbook("x"), incidents.open_incident, route, NOW).url == "https://team.example/r"


def test_the_first_numbered_step_is_quoted_before_any_bullet() -> None:
    assert first_item("- aside\n\n1. Press **Inspect**\n2. Then") == "Press Inspect"
    assert first_item("no list") == ""


def test_a_file_that_is_no_runbook_is_malformed_not_an_exception() -> None:
    assert isinstance(read_runbook("x", ""), Malformed)
    assert isinstance(read_runbook("x", "---\n---\n"), Malformed)


def _command(*words: str) -> int:
    from argparse import ArgumentParser  # noqa: PLC0415 - used here only

    from bot.render.runbooks.command import add_arguments  # noqa: PLC0415 - as above

    parser = ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args(words))


def test_a_runbook_is_previewed_without_any_incident(capsys: pytest.CaptureFixture[str]) -> None:
    assert _command("preview", str(SHIPPED / "dead_letters.md")) == 0
    shown = capsys.readouterr().out
    assert "orders-dlq" in shown
    assert "[Open the team's runbook] https://wiki.example.com/orders" in shown


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_a_runbook_is_previewed_for_what_its_kind_is_about(
    kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _command("preview", str(SHIPPED / f"{kind}.md")) == 0
    shown = capsys.readouterr().out
    assert all(re.search(rf"^{number}\. ", shown, re.MULTILINE) for number in (1, 2, 3))
    assert kind == "dead_letters" or "orders-dlq" not in shown
    assert ":sqs:" not in " ".join(line for line in shown.splitlines() if "--topic-arn" in line)


WORKER = "arn:aws:lambda:eu-west-1:123456789012:function:orders-worker"
PLACEHOLDERS = ("/aws/lambda/FUNCTION", "QUEUE_ARN", "--uuid UUID", "--stream-name STREAM")


@pytest.mark.parametrize("kind", ["dead_letters", "queue_backlog", "iterator_age"])
def test_what_the_card_knows_stands_in_the_commands(kind: str) -> None:
    facts = FunctionFacts(WORKER, timedelta(seconds=30), 128)
    source = f"arn:aws:{'kinesis' if kind == 'iterator_age' else 'sqs'}:eu-west-1:123456789012:orders"
    known = replace(
        sample_incident(kind).evidence or Evidence(taken_at=NOW),
        consumers=(ConsumerHealth(facts, timedelta(minutes=15)),),
        mappings=(EventSource("u-1", source, WORKER, "Enabled"),),
    )
    shown = Shelf(SHIPPED)(replace(sample_incident(kind), evidence=known), ROUTE, NOW)
    text = _words(shown.parts)
    assert "orders-worker" in text
    assert not [each for each in PLACEHOLDERS if each in text]


def test_first_steps_come_first_and_begin_with_what_the_numbers_prove() -> None:
    verdict = Verdict(Cause.TOO_SLOW, "It is too slow", ("a",), next="Raise the batch")
    known = replace(sample_incident("iterator_age"), evidence=Evidence(taken_at=NOW, verdict=verdict))
    shown = Shelf(SHIPPED)(known, ROUTE, NOW)
    first = _words(shown.parts[:4])
    assert first.startswith("Look at these first")
    assert "The numbers prove, as of 2025-11-21 04:02 (CET): It is too slow. Next: Raise the batch." in first
    assert "a minute a minute" not in _words(shown.parts)


def test_a_broken_runbook_is_previewed_with_its_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "own.md").write_text(HEAD + "{{ nowhere }}\n")
    assert _command("preview", str(tmp_path / "own.md")) == 1
    assert "own.md:5: unknown variable nowhere" in capsys.readouterr().out


def test_what_cannot_be_read_is_said_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _command("preview", str(tmp_path / "gone.md")) == 2
    assert _command("check", str(tmp_path / "gone")) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_checking_tells_every_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _command("check", str(SHIPPED)) == 0
    assert _command("check", str(tmp_path)) == 1
    assert "generic.md is missing" in capsys.readouterr().out


def test_every_variable_is_documented_and_none_that_there_is_not() -> None:
    view = runbook_view(incidents.open_incident, ROUTE, NOW)
    there = [f"{name}.{attribute}" for name, group in view.items() for attribute in group]
    assert list(VARIABLES) == there


def test_the_documentation_is_what_the_code_says() -> None:
    document = (SHIPPED.parent / "docs" / "runbooks.md").read_text()
    parts = (head(kind.name for kind in KINDS), language(), variables())
    assert [part for part in parts if part not in document] == []


def test_the_example_in_the_documentation_is_a_runbook_without_a_problem() -> None:
    document = (SHIPPED.parent / "docs" / "runbooks.md").read_text()
    example = document.partition("```markdown\n")[2].partition("```")[0]
    runbook = read_runbook("example", example)
    assert isinstance(runbook, Runbook)
    shown = rendered(runbook, incidents.open_incident, ROUTE, NOW)
    assert not shown.broken
    assert "Still failing at 2025-11-21 04:01 (CET): do not redrive yet." in _words(shown.parts)
