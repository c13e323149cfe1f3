"""The shortest story that still fails."""

from collections.abc import Callable, Sequence

from tests.soak.story import Act


def shrunk(acts: Sequence[Act], fails: Callable[[Sequence[Act]], object]) -> tuple[Act, ...]:
    """Leave out whatever can be left out, larger pieces first, until every act is needed."""
    kept, size = tuple(acts), max(1, len(acts) // 2)
    while True:
        shorter = next(
            (
                without
                for start in range(0, len(kept), size)
                if (without := kept[:start] + kept[start + size :]) != kept and fails(without)
            ),
            None,
        )
        if shorter is not None:
            kept = shorter
        elif size == 1:
            return kept
        else:
            size //= 2
