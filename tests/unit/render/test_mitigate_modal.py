"""Mitigate: what it offers, what it says of what it does not, and that Slack takes it whatever is there."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.incident.mitigation_record import (
    GRANT_FOR,
    Grant,
    Mitigation,
    MitigationKind,
    MitigationRecord,
    MitigationState,
    NotOffered,
)
from bot.domain.lifecycle.acts.mitigate import MITIGATE
from bot.domain.mitigation.life import ask
from bot.domain.mitigation.offers import Offer, offered
from bot.domain.mitigation.words import properties
from bot.domain.policy.by import By
from bot.render import action_ids as ids
from bot.render.links.console import setting_link
from bot.render.modals import mitigate_modal
from bot.render.modals.mitigate import MOST_SHOWN
from bot.render.view import Input, ModalView
from bot.slack.markup.block_kit import modal_view
from tests.unit.domain.incidents import ANA, NOW, OPEN, QUEUE, kept
from tests.unit.domain.mitigations import OF_QUEUE, OF_STREAM, STREAM, WORKER, evidence, lagging
from tests.unit.render.views import text_of, view_faults

OFFERS = offered(lagging(evidence(OF_STREAM, OF_QUEUE)))
RAISE = next(each for each in OFFERS if each.kind is MitigationKind.RAISE_MAXIMUM_CONCURRENCY)
EVERYTHING = frozenset(Grant)


def in_force(standing: MitigationState = MitigationState.SET) -> MitigationRecord:
    assert isinstance(RAISE, Mitigation)
    (taken,) = kept(ask(OPEN, RAISE, ANA, "buys time", "c1", NOW)).mitigations
    return taken._replace(state=standing)


def modal(
    offers: Sequence[Offer] = OFFERS,
    taken: Sequence[MitigationRecord] = (),
    granted: frozenset[Grant] = EVERYTHING,
) -> ModalView:
    shown = mitigate_modal(OPEN, offers, taken, granted)
    assert view_faults(modal_view(shown, "click")) == []
    return shown


def choices(shown: ModalView) -> dict[str, str]:
    fields = (part for part in shown.parts if isinstance(part, Input) and part.name == ids.MITIGATION)
    return {option.value: option.label for field in fields for option in field.options}


def test_every_change_that_is_granted_may_be_chosen_and_says_what_it_costs() -> None:
    shown = modal()
    could = [each for each in OFFERS if isinstance(each, Mitigation)]
    assert list(choices(shown)) == [f"do.{each.key}" for each in could]
    assert shown.callback == MITIGATE.id
    for each in could:
        assert each.costs in text_of(shown)
        assert properties(each.after) in text_of(shown)


@pytest.mark.parametrize("kind", [MitigationKind.BISECT, MitigationKind.RAISE_MAXIMUM_CONCURRENCY])
def test_what_is_not_granted_is_no_choice_but_the_commands_in_their_order(kind: MitigationKind) -> None:
    grant = GRANT_FOR[kind]
    shown = modal(granted=EVERYTHING - {grant})
    change = next(each for each in OFFERS if each.kind is kind)
    assert isinstance(change, Mitigation)
    assert f"do.{change.key}" not in choices(shown)
    assert "\n".join(change.commands) in text_of(shown)
    assert f"({grant.parameter} is off)" in text_of(shown)


def test_with_nothing_granted_there_is_nothing_to_submit() -> None:
    shown = modal(granted=frozenset())
    assert (shown.submit, shown.callback, choices(shown)) == ("", "", {})


def test_what_is_not_offered_says_why() -> None:
    shown = modal([NotOffered(MitigationKind.BISECT, "mapping of orders", "allow sqs:SendMessage")])
    assert "Not offered: mapping of orders: allow sqs:SendMessage" in text_of(shown)
    assert not shown.submit


def test_what_is_in_force_may_be_undone() -> None:
    shown = modal([], [in_force()])
    assert choices(shown) == {"undo.c1": "Undo: mapping of orders to orders-worker → 5"}
    assert "In force · mapping of orders to orders-worker: 5 → 10 · by ana" in text_of(shown)


@pytest.mark.parametrize("standing", [MitigationState.ASKED, MitigationState.UNDOING])
def test_what_nobody_has_proven_yet_is_shown_as_unfinished_and_cannot_be_undone(
    standing: MitigationState,
) -> None:
    shown = modal([], [in_force(standing)])
    assert "not confirmed by AWS yet" in text_of(shown)
    assert choices(shown) == {}


def test_undo_of_a_retention_says_what_it_deletes() -> None:
    taken = in_force()._replace(
        kind=MitigationKind.EXTEND_STREAM_RETENTION, before={"RetentionPeriodHours": "24"}
    )
    assert "Undo deletes what is older than 1 d." in text_of(modal([], [taken]))


def test_only_so_many_are_shown_and_the_rest_is_counted() -> None:
    many = [
        each
        for n in range(20)
        for each in offered(lagging(evidence(OF_QUEUE._replace(uuid=f"{n:08}"))))
        if isinstance(each, Mitigation)
    ]
    shown = modal(many)
    assert len(choices(shown)) == MOST_SHOWN
    assert f"… and {len(many) - MOST_SHOWN} more" in text_of(shown)


def test_nothing_known_says_so() -> None:
    assert "Nothing to change is known here" in text_of(modal([]))


@given(st.text(max_size=400), st.text(max_size=4000))
def test_slack_takes_it_whatever_names_and_reasons_hold(name: str, why: str) -> None:
    taken = in_force()._replace(subject=f"mapping of {name}", why=why, by=By("U1", name))
    named = [each._replace(subject=name) for each in OFFERS]
    modal([*named, NotOffered(MitigationKind.BISECT, name, why)], [taken], frozenset())
    modal(named, [taken])


@pytest.mark.parametrize(
    ("target", "page"),
    [
        (QUEUE.arn, "sqs/v3/home?region=eu-west-1#/queues/https"),
        (STREAM, "kinesis/home?region=eu-west-1#/streams/details/orders/configuration"),
        (WORKER, "lambda/home?region=eu-west-1#/functions/orders-worker?tab=configure"),
        ("arn:aws:lambda:eu-west-1:111122223333:event-source-mapping:1", "#/event-source-mappings"),
        ("orders", ""),
    ],
)
def test_a_setting_is_found_in_the_console(target: str, page: str) -> None:
    link = setting_link(target)
    assert page in link
    assert bool(link) is bool(page)
