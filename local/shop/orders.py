"""Orders as the shop's producer sends them: before and after it renamed a field."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

FIRST_NAMES = ("Ada", "Alan", "Edsger", "Grace", "Katherine", "Tony")
GOODS = ("kettle", "lamp", "notebook", "umbrella")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One message to be sent. `attributes` has one of each type that SQS knows."""

    order_id: str
    body: str
    attributes: dict[str, Any]


def order(number: int, *, renamed: bool) -> Order:
    """The order of that number; `renamed` is the form the consumer does not know."""
    first, last = FIRST_NAMES[number % len(FIRST_NAMES)], f"Customer-{number}"
    name = {"firstname": first, "lastname": last} if renamed else {"fullname": f"{first} {last}"}
    order_id = f"order-{number}"
    item = {"item": GOODS[number % len(GOODS)], "cents": number * 7 % 9000}
    body = json.dumps({"order_id": order_id, **name, **item})
    return Order(
        order_id=order_id,
        body=body,
        attributes={
            "channel": {"DataType": "String", "StringValue": "web"},
            "weight_kg": {"DataType": "Number", "StringValue": f"{number % 50 / 10}"},
            "checksum": {"DataType": "Binary", "BinaryValue": hashlib.sha256(body.encode()).digest()},
        },
    )
