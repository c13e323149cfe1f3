"""RECEIPTS items: a job's receipts in the order of their chain, as many lines as fit into each.

A chunk is written before the checkpoint that claims its lines. Where the slice died in between, the next one
writes its own at the same place; whatever of the old ones stands behind is passed over by whoever reads.
"""

import zlib
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

from bot.aws.items import SCHEMA, Item, expiring, group_key, number
from bot.aws.table import Table
from bot.domain.redrive.job import Job

# No slice of a later token has written there.
NOT_OVERTAKEN = "attribute_not_exists(#token) OR #token <= :token"
# An item may hold 400 KB.
_MOST_BYTES = 300 * 1024
_TTL = timedelta(days=365)


class Chunk(NamedTuple):
    key: Item
    update: str
    values: Item


def chunks(job: Job, lines: Sequence[str]) -> Iterator[Chunk]:
    """The writes of lines that follow the job's chain."""
    first = job.receipts.length + 1
    for each in _fitting(lines):
        yield Chunk(
            _key(job, first),
            "SET receipts = :receipts, #token = :token, #schema = :schema, expires_at = :expires_at",
            {
                ":receipts": {"B": _packed(each)},
                ":token": number(job.token),
                ":schema": number(SCHEMA),
                ":expires_at": expiring(job.started_at + _TTL)["expires_at"],
            },
        )
        first += len(each)


def kept_receipts(table: Table, job: Job) -> Iterator[str]:
    """The lines that the job claims, in order; fewer where some are gone."""
    if not job.receipts.length:
        return
    expected = 1
    found = table.query(
        KeyConditionExpression="pk = :pk AND sk BETWEEN :first AND :last",
        ExpressionAttributeValues={
            ":pk": _key(job, 1)["pk"],
            ":first": _key(job, 1)["sk"],
            ":last": _key(job, job.receipts.length)["sk"],
        },
        ConsistentRead=True,
    )
    for item in found:
        if item["sk"] != _key(job, expected)["sk"]:
            continue  # of a slice that died
        lines = zlib.decompress(bytes(item["receipts"]["B"])).decode().split("\n")
        yield from lines[: job.receipts.length - expected + 1]
        expected += len(lines)


def _fitting(lines: Sequence[str]) -> Iterator[Sequence[str]]:
    if len(lines) > 1 and len(_packed(lines)) > _MOST_BYTES:
        half = len(lines) // 2
        yield from _fitting(lines[:half])
        yield from _fitting(lines[half:])
    elif lines:
        yield lines


def _packed(lines: Sequence[str]) -> bytes:
    return zlib.compress("\n".join(lines).encode())


def _key(job: Job, first: int) -> Item:
    """Uses a sort key that the stream's filter leaves out."""
    return group_key(job.group, f"RECEIPTS#{job.id}#{first:010d}")
