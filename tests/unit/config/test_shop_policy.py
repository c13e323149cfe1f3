"""The demo's own configuration shows what a team would set."""

from pathlib import Path

from bot.config import check_policy
from bot.domain.policy.policy import Policy

SHOP = Path(__file__).parents[3] / "local" / "shop" / "lastcall.toml"


def test_a_part_of_the_shop_has_hours_so_that_what_can_wait_is_seen_to_wait() -> None:
    policy = check_policy(SHOP.read_text())
    assert isinstance(policy, Policy)
    assert [route.name for route in policy.routes if route.hours] == ["parcels"]
