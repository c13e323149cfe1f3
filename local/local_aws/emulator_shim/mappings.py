"""Lambda: event source mappings, answered in AWS's words and with its defaults.

https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html
"""

from collections.abc import Callable

from .borrowed import Json

ENDLESS = -1
STREAM_DEFAULTS: Json = {
    "MaximumRetryAttempts": ENDLESS,
    "MaximumRecordAgeInSeconds": ENDLESS,
    "BisectBatchOnFunctionError": False,
    "ParallelizationFactor": 1,
    "TumblingWindowInSeconds": 0,
    "DestinationConfig": {"OnFailure": {}},
}


def as_lambda_tells(own: Callable[[Json], Json]) -> Callable[[Json], Json]:
    """The emulator's answer about a mapping; what the shim keeps on it stays inside."""

    def answered(mapping: Json) -> Json:
        told = {key: value for key, value in own(mapping).items() if not key.startswith("lastcall_")}
        if ":sqs:" in told.get("EventSourceArn", ""):
            return {key: value for key, value in told.items() if key not in OF_STREAMS}
        result = last_result(str(told.get("LastProcessingResult", "")))
        return (
            STREAM_DEFAULTS | told | {"LastProcessingResult": result, "StateTransitionReason": "User action"}
        )

    return answered


OF_STREAMS = {*STREAM_DEFAULTS, "LastProcessingResult", "StartingPosition"}


def last_result(emulator: str) -> str:
    if emulator == "FAILED":
        return "PROBLEM: Function call failed"
    return "OK" if emulator.startswith("OK") else emulator
