"""However long a text is, and whatever it is made of, it is masked in proportion to what is looked at."""

import time

import pytest

from bot.domain.policy.policy import NO_RULES
from bot.domain.redaction.clean_text import CleanText
from bot.domain.redaction.sample_text import SHOWN, masked

# Each begins a value, or a label, that ends nowhere.
BEGUN_ANEW = (
    *(
        "name=${",
        "value=name=",
        "name=$(",
        "name=a,",
        "name: |#",
        "- name:\n",
        "name=\\",
        "value: {",
        "key=[",
    ),
    *("name='", "password=<<A\n", "insert into a (name", "--name ", "('name', ", '"name":{'),
)


def seconds(text: str) -> float:
    began = time.process_time()
    CleanText(NO_RULES).clean(text)
    return time.process_time() - began


@pytest.mark.parametrize("unit", BEGUN_ANEW)
def test_eight_times_the_text_does_not_take_sixty_four_times_the_time(unit: str) -> None:
    text = unit * (16_000 // len(unit))
    few = min(seconds(text[:2_000]) for _ in range(3))
    assert min(seconds(text) for _ in range(2)) < max(24 * few, 0.02)


@pytest.mark.parametrize("unit", BEGUN_ANEW)
def test_what_cannot_be_shown_is_not_searched(unit: str) -> None:
    looked_at = (unit * SHOWN)[: 2 * SHOWN]
    assert (
        masked(looked_at) == masked(looked_at + "password=hunter2\n" * 9) == masked(looked_at + unit * 99_999)
    )


def test_a_long_value_beside_its_label_is_masked_to_its_end() -> None:
    secret = "x9Zk" * 900
    clean = CleanText(NO_RULES).clean(f"name=DB_PASSWORD value={secret}Q7 and the rest")
    assert clean == "name=DB_PASSWORD value=[masked: credential] and the rest"
