"""What holds for every test."""

import gc
from collections.abc import Generator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests.sharing import Sharing

# How long an example takes is the machine's affair: claims of speed are proven by `make bench`.
settings.register_profile("patient", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Generator[None, object, object]:
    """The collected tests stay to the end: to look for garbage among them is a third of the collection."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> "Sharing | None":
    if config.getoption("dist") != "loadgroup":
        return None
    from tests.sharing import Sharing  # noqa: PLC0415 - there is none without xdist

    config.option.loadscopereorder = False  # quick tests come last and fill what is left
    return Sharing(config, log)
