"""A long trace is cut where it says least."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.evidence.stack_trace import alike, that_matters

FRAMES = "".join(f'  File "/var/task/layer_{n}.py", line {n}, in step\n    step({n})\n' for n in range(30))
PYTHON = (
    f"[ERROR] ValueError: invalid literal for int() with base 10: 'n/a'\nTraceback (most recent call last):\n"
    f'{FRAMES}  File "/var/task/visit.py", line 9, in seconds\n    return int(click["seconds"])'
)
JAVA = (
    "java.lang.RuntimeException: order 7\n"
    + "\tat com.shop.Handler.handle(Handler.java:12)\n" * 30
    + "Caused by: java.lang.NullPointerException: fullname\n\tat com.shop.Order.name(Order.java:41)\n"
    + "\tat com.shop.Deep.down(Deep.java:1)\n" * 30
)


def test_of_python_the_error_and_the_innermost_frame_are_kept() -> None:
    shown = that_matters(PYTHON, 400)
    assert shown.startswith("[ERROR] ValueError: invalid literal")
    assert shown.endswith('line 9, in seconds\n    return int(click["seconds"])')
    assert "…" in shown


def test_of_java_the_error_and_its_cause_are_kept() -> None:
    shown = that_matters(JAVA, 400)
    assert shown.startswith(
        "java.lang.RuntimeException: order 7\n…\nCaused by: java.lang.NullPointerException"
    )
    assert "Order.java:41" in shown


def test_what_is_short_is_shown_whole() -> None:
    assert that_matters("KeyError\n  at x", 400) == "KeyError\n  at x"


@given(st.text(max_size=900) | st.sampled_from([PYTHON, JAVA]), st.integers(20, 700))
def test_nothing_is_longer_than_there_is_room_for(text: str, most: int) -> None:
    assert len(that_matters(text, most)) <= most


def test_traces_differ_by_more_than_whose_request_it_was() -> None:
    one = "2026-03-02T12:00:00.123Z 7d3f2f0e-1111-4222-8333-944455556666 KeyError at 495903382714902566085"
    two = "2026-03-02T12:00:09.999Z 00000000-1111-4222-8333-944455556666 KeyError at 495903382714902566999"
    assert alike(one) == alike(two)
    assert alike(one) != alike(two.replace("KeyError", "ValueError"))
