"""Whatever a stack is called, CloudFormation's name of its heartbeat rule is known, and no other stack's."""

import string

from hypothesis import assume, given
from hypothesis import strategies as st

from bot.parsing.rule_name import rule_of_stack

LOGICAL_ID, LONGEST = "HeartbeatRule", 64
# CloudFormation: a letter, then letters, digits and hyphens, 128 characters at most.
short_stacks = st.from_regex(r"[a-zA-Z][-a-zA-Z0-9]{0,35}", fullmatch=True)
long_stacks = st.from_regex(r"[a-zA-Z][-a-zA-Z0-9]{37,127}", fullmatch=True)
stacks = short_stacks | st.from_regex(r"[a-zA-Z][-a-zA-Z0-9]{36}", fullmatch=True) | long_stacks
suffixes = st.text(string.ascii_uppercase + string.digits, min_size=12, max_size=13).filter(
    lambda suffix: not suffix.isdigit()
)


@given(stacks, suffixes)
def test_a_name_that_fits_is_known_whole(stack: str, suffix: str) -> None:
    name = f"{stack}-{LOGICAL_ID}-{suffix}"
    assume(len(name) <= LONGEST)
    assert rule_of_stack(name, stack, LOGICAL_ID)


@given(long_stacks, suffixes, st.data())
def test_a_name_that_does_not_fit_is_known_however_it_is_shortened(
    stack: str, suffix: str, data: st.DataObject
) -> None:
    middle = LOGICAL_ID[: data.draw(st.integers(1, len(LOGICAL_ID)))]
    room = LONGEST - len(f"-{middle}-{suffix}")
    made_for = stack[: data.draw(st.integers(1, min(room, len(stack))))]
    assert rule_of_stack(f"{made_for}-{middle}-{suffix}", stack, LOGICAL_ID)


@given(stacks, stacks, suffixes)
def test_the_rule_of_another_stack_is_never_ours(stack: str, other: str, suffix: str) -> None:
    name = f"{other}-{LOGICAL_ID}-{suffix}"
    assume(stack != other and len(name) <= LONGEST and not stack.startswith(other))
    assert not rule_of_stack(name, stack, LOGICAL_ID)


@given(short_stacks, suffixes)
def test_of_a_stack_whose_name_fits_nothing_shorter_is_known(stack: str, suffix: str) -> None:
    assert not rule_of_stack(f"{stack}-{LOGICAL_ID[:-1]}-{suffix}", stack, LOGICAL_ID)
    assert not rule_of_stack(f"{stack}-shop-{LOGICAL_ID}-{suffix}", stack, LOGICAL_ID)
