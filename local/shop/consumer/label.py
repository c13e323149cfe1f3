"""What a label says. The bug of the story: parcels from abroad have their street in an address."""

from typing import Any


def street(parcel: dict[str, Any]) -> str:
    return str(parcel["street"])
