"""What a label says, of parcels from here and from abroad."""

from typing import Any


def street(parcel: dict[str, Any]) -> str:
    return str(parcel["street"] if "street" in parcel else parcel["address"]["street"])
