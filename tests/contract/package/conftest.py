"""One artefact for all tests, and what its functions talk to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.package.function_process import built
from tests.contract.package.loopback_services import Services, loopback_services


@pytest.fixture(scope="session")
def artefact(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("build") / "lambda")


@pytest.fixture
def services() -> Iterator[Services]:
    with loopback_services() as listening:
        yield listening
