"""Class a: functions that fail, and tables that refuse them."""

from tests.deadbench.making.draft import Draft
from tests.deadbench.making.entry import Entry, entry
from tests.deadbench.making.frame import MINUTE, since, steady


def unpacked_module(draft: Draft) -> Entry:
    """aws-samples/aws-waf-ops-dashboards#13."""
    worker = f"{draft.noun}-enrichment"
    deployed = draft.now - draft.number(45, 70) * MINUTE
    rate = draft.number(6, 14)
    draft.function(worker, Handler="index.lambda_handler", Runtime="python3.12")
    draft.modified(worker, deployed, "pipeline")
    began = deployed.replace(second=0) + MINUTE
    draft.runs(worker, steady(rate), failing=since(began, rate), seconds=0.2)
    draft.calls(
        worker,
        2 * MINUTE,
        "[ERROR] Runtime.ImportModuleError: Unable to import module 'index': No module named 'pyasn'\n"
        "Traceback (most recent call last):\n",
        ms=2,
        used=41,
    )
    draft.account()
    draft.alarm("AWS/Lambda", "Errors", {"FunctionName": worker}, threshold=0, value=rate, statistic="SUM")
    return entry(
        family="new_version",
        resource=worker,
        source="https://github.com/aws-samples/aws-waf-ops-dashboards/pull/13",
        dated="2024-11-25",
        states="After the update the log enrichment function cannot import a module that its package lacks; "
        "the fix adds the packages to the build.",
        filled="R1 to R4, R8; each call fails from the deployment on.",
    )


def hot_partition(draft: Draft) -> Entry:
    """The Coupon Bureau, incident of June 2025."""
    table, worker = f"{draft.noun}-serials", f"{draft.noun}-uploader"
    begin, refused = draft.now - draft.number(40, 60) * MINUTE, draft.number(20_000, 30_000)
    draft.table(table)
    draft.function(worker, Timeout=900)
    draft.runs(worker, since(begin, 4, None), seconds=50, slowest=70, at_once=4)
    written = 60_000
    draft.of_table(
        table,
        ConsumedWriteCapacityUnits=since(begin, written, 900),
        WriteThrottleEvents=since(begin, refused, None),
        WriteKeyRangeThroughputThrottleEvents=since(begin, refused, None),
    )
    draft.calls(
        worker,
        5 * MINUTE,
        "[WARNING]\tput refused: An error occurred (ProvisionedThroughputExceededException) when calling the "
        "BatchWriteItem operation (reached max retries: 4)\n",
        ms=49_000,
    )
    draft.account()
    draft.alarm(
        "AWS/DynamoDB",
        "WriteThrottleEvents",
        {"TableName": table},
        threshold=0,
        value=refused,
        statistic="SUM",
    )
    return entry(
        family="shard_or_partition_limit",
        resource=table,
        lost=None,
        source="https://status.portal.thecouponbureau.org/incidents/pnxhdhdmsbmq",
        dated="2025-06-10",
        states="A bulk upload in the order of its serial numbers, which share a prefix, sent all writes to "
        "one partition of the table, and DynamoDB rejected 30 to 40 % of the inserts.",
        filled="R1 to R4, R8; the table is on demand, its key range counts what it refuses.",
    )
