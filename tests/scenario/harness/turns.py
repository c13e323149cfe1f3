"""Lambda's detection of loops: how often a function ran in a chain of requests, by the trace header.

SQS keeps the header of the request with a message, a mapping brings it back, and botocore puts it on every
call. The seventeenth turn is dropped where the template does not allow the function to loop. Of a batch the
longest chain counts. https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from urllib.parse import unquote

import pytest

MOST = 16
ATTRIBUTE = "AWSTraceHeader"
_LINEAGE = "Lineage="


def one_more(function: str, traces: Iterable[str]) -> dict[str, int]:
    """The turns of every function of the chain, with the one that comes now."""
    turns: dict[str, int] = {}
    for trace in traces:
        for name, count in _lineage(trace):
            turns[name] = max(count, turns.get(name, 0))
    turns[function] = turns.get(function, 0) + 1
    return turns


@contextmanager
def traced(turns: dict[str, int]) -> Iterator[None]:
    """The environment in which a function runs whose chain has come so far."""
    lineage = "|".join(f"{name}:{count}" for name, count in turns.items())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_LAMBDA_FUNCTION_NAME", "lastcall")
        root = "1-5759e988-bd862e3fe1be46a994272793"
        patch.setenv("_X_AMZN_TRACE_ID", f"Root={root};Parent=53995c3f42cd8ad8;Sampled=0;{_LINEAGE}{lineage}")
        yield


def _lineage(trace: str) -> Iterator[tuple[str, int]]:
    for part in unquote(trace).split(";"):
        if part.startswith(_LINEAGE):
            for pair in part.removeprefix(_LINEAGE).split("|"):
                name, _, count = pair.rpartition(":")
                yield name, int(count)
