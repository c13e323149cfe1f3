"""Class b: tables and streams that refuse what is more than they give, by AWS's own pages."""

from tests.deadbench.making.draft import Draft
from tests.deadbench.making.entry import Entry, entry
from tests.deadbench.making.frame import MINUTE, since, steady


def table_capacity(draft: Draft) -> Entry:
    table, begin = f"{draft.noun}-items", draft.now - draft.number(30, 50) * MINUTE
    units, refused = draft.number(50, 90), draft.number(600, 900)
    draft.table(table)
    about = draft.files[f"config/dynamodb/describe-table/{table}.json"]["Table"]
    about["BillingModeSummary"] = {"BillingMode": "PROVISIONED"}
    about["ProvisionedThroughput"] |= {"ReadCapacityUnits": 100, "WriteCapacityUnits": units}
    draft.of_table(
        table,
        ConsumedWriteCapacityUnits=since(begin, units * 60, units * 20),
        WriteThrottleEvents=since(begin, refused, None),
        WriteProvisionedThroughputThrottleEvents=since(begin, refused, None),
    )
    draft.account()
    draft.counts("WriteThrottleEvents", {"TableName": table}, refused)
    return entry(
        family="shard_or_partition_limit",
        resource=table,
        also=[{"family": "scaling", "resource": table, "setting": None}],
        lost=None,
        source="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
        "throttling-provisioned-capacity-exceeded-mitigation.html",
        dated="2026-11-29",
        states="A table that is asked for more than the capacity units it was given refuses what lasts "
        "longer than its burst, with or without auto scaling.",
        filled="R1 to R4, R8, R10; the metric of the cause is that of the guide.",
    )


def shard_refuses(draft: Draft) -> Entry:
    stream, worker = f"{draft.noun}-telemetry", f"{draft.noun}-sums"
    begin, refused = draft.now - draft.number(20, 45) * MINUTE, draft.number(300, 900)
    records = draft.number(60_000, 90_000)
    source = draft.stream(stream, shards=8, records=records, read=records, refusing=since(begin, refused, 0))
    draft.function(worker)
    draft.runs(worker, steady(480), seconds=0.2, at_once=8)
    draft.maps(source, worker)
    draft.account()
    draft.counts("WriteProvisionedThroughputExceeded", {"StreamName": stream}, refused)
    return entry(
        family="shard_or_partition_limit",
        resource=stream,
        lost=None,
        source="https://aws.amazon.com/blogs/big-data/optimize-write-throughput-for-amazon-kinesis-data-streams/",
        dated="2026-11-29",
        states="Writes are refused where a shard is sent more than it takes: by more than the stream has "
        "room for, by bursts, or by partition keys that send most of it to one shard.",
        filled="R1 to R4, R8, R10; eight shards without metrics of their own, far below what they take.",
    )
