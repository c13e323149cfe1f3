"""Regions by the names CloudWatch gives them for people."""

import pytest

from bot.parsing.region_names import region_named


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("US East (N. Virginia)", "us-east-1"),
        ("US - N. Virginia", "us-east-1"),
        ("EU - Ireland", "eu-west-1"),
        ("Europe (Ireland)", "eu-west-1"),
        ("Asia Pacific (Tokyo)", "ap-northeast-1"),
        ("South America (São Paulo)", "sa-east-1"),
        ("Canada (Central)", "ca-central-1"),
        ("Mexico (Central)", "mx-central-1"),
        ("AWS GovCloud (US-East)", "us-gov-east-1"),
        ("China (Beijing)", "cn-north-1"),
    ],
)
def test_a_region_is_known_by_its_name(name: str, region: str) -> None:
    assert region_named(name) == region


@pytest.mark.parametrize("name", ["", "eu-west-1", "Central", "Europe (Atlantis)", "Ireland", "((", " - "])
def test_any_other_name_is_no_regions(name: str) -> None:
    assert region_named(name) == ""
