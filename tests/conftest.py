"""What holds for every test."""

from itertools import chain

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes is the machine's affair: claims of speed are proven by `make bench`.
settings.register_profile("patient", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

# Most of their time these wait, for minutes: two at once leave a worker to those that compute.
LONGEST = ("least-privilege", "local-ends")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that nothing is waited for at the end, and the other groups not all at once."""
    groups: dict[str, list[pytest.Item]] = {}
    for item in items:
        mark = item.get_closest_marker("xdist_group")
        groups.setdefault(mark.args[0] if mark else "", []).append(item)
    computing = groups.pop("", [])
    longest = [groups.pop(name) for name in LONGEST if name in groups]
    third = len(computing) // 3
    items[:] = chain(*longest, computing[:third], *groups.values(), computing[third:])
