"""Moments the render tests share."""

from datetime import UTC, datetime

import pytest


@pytest.fixture
def noon() -> datetime:
    return datetime(2025, 11, 21, 12, tzinfo=UTC)
