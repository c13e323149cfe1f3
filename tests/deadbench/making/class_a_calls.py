"""Class a: functions that fail, and tables that refuse them."""

from datetime import datetime, timedelta

from tests.deadbench.making.draft import Draft
from tests.deadbench.making.entry import Entry, entry
from tests.deadbench.making.frame import DAY, MINUTE, since, stamp, steady


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
    draft.counts("Errors", {"FunctionName": worker}, rate)
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
    draft.counts("WriteThrottleEvents", {"TableName": table}, refused)
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


def runtime_changed(draft: Draft) -> Entry:
    """aws-amplify/amplify-cli#2386."""
    table, worker = f"{draft.noun}-table", f"{draft.noun}-to-search"
    begin, rate = draft.now - draft.number(60, 100) * MINUTE, draft.number(20, 50)
    stream = draft.table(table)
    draft.function(
        worker, Runtime="python3.13", Handler="python_streaming_function.lambda_handler", Timeout=60
    )
    draft.runs(
        worker,
        lambda at: 3 if at >= begin else rate / 4,
        failing=lambda at: 3 if at >= begin else 0,
        seconds=0.2,
        at_once=1,
    )
    draft.maps(stream, worker, LastProcessingResult="PROBLEM: Function call failed")
    draft.metric(
        "AWS/DynamoDB",
        "SuccessfulRequestLatency",
        {"TableName": table, "Operation": "PutItem"},
        SampleCount=steady(rate),
        Average=steady(4),
    )

    def age(at: datetime) -> float:
        return max((at - begin).total_seconds(), 0) * 1000

    draft.metric("AWS/Lambda", "IteratorAge", {"FunctionName": worker}, Maximum=age, Average=age)
    draft.calls(
        worker,
        timedelta(seconds=100),
        "[ERROR] Runtime.ImportModuleError: Unable to import module 'python_streaming_function': "
        "cannot import name 'BotocoreHTTPSession'\nTraceback (most recent call last):\n",
        ms=3,
        used=44,
    )
    draft.account()
    draft.alarm(
        "AWS/Lambda", "IteratorAge", {"FunctionName": worker}, threshold=900_000, value=round(age(draft.now))
    )
    last = draft.last_published
    lost_at = stamp(last - timedelta(milliseconds=age(last)) + DAY)
    return entry(
        family="dependency",
        resource=worker,
        also=[{"family": "new_version", "resource": worker, "setting": None}],
        loses={"not_before": lost_at, "at_latest": lost_at},
        source="https://github.com/aws-amplify/amplify-cli/issues/2386",
        dated="2019-09-23",
        states="Lambda's runtime came with a newer botocore, from which the function cannot import what it "
        "needs: every call fails, without any deployment.",
        filled="R1 to R4, R9, R11; the alarm is on the iterator's age.",
    )


def connections_used_up(draft: Draft) -> Entry:
    """cds-snc/platform-forms-client#5653."""
    queue, worker, dlq = f"{draft.noun}-submissions", f"{draft.noun}-reliability", f"{draft.noun}-dlq"
    begin, rate = draft.now - draft.number(60, 90) * MINUTE, draft.number(80, 120)
    draft.function(worker, Runtime="nodejs22.x", Handler="index.handler", Timeout=120)
    draft.runs(
        worker, steady(rate), failing=since(begin, rate * 2 // 3, 0), seconds=1.4, at_once=since(begin, 90, 9)
    )
    source = draft.queue(queue, dlq=dlq, VisibilityTimeout=720)
    draft.queue(dlq, MessageRetentionPeriod=1_209_600)
    draft.flows(queue, rate, oldest=300)
    draft.maps(source, worker, BatchSize=1)
    draft.account()
    draft.calls(
        worker,
        2 * MINUTE,
        '{end}\t{request}\tERROR\tInvoke Error \t{"errorType":"error","errorMessage":"remaining connection '
        'slots are reserved for non-replication superuser connections","code":"53300","stack":["error: '
        'remaining connection slots are reserved for non-replication superuser connections"]}\n',
        ms=240,
    )
    draft.dead(dlq, draft.bodies(draft.number(9, 20)), source=queue, since=55 * MINUTE)
    draft.depth_alarm(dlq, len(draft.files[f"messages/{dlq}.json"]))
    return entry(
        family="dependency",
        would_pass="unknown",
        loses=draft.expires(dlq),
        source="https://github.com/cds-snc/platform-forms-client/issues/5653",
        dated="2025-06-04",
        states="Many submissions at once let the reliability function run so often at once that it takes "
        "more connections than the database cluster can open; a fix that bounds it was merged.",
        filled="R1 to R5, R8, R9, R11; PostgreSQL's own words for a cluster without a free connection (R6).",
    )
