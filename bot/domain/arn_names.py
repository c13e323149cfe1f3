"""What people call the thing that an ARN names.

A function's ARN may end in a version or alias, a stream's in a consumer, a table's stream in its time
(service authorization reference, "Resource types" of each service).
"""

_PARTS = 6


def name_of(arn: str) -> str:
    """The name; of a text that is no ARN its end."""
    parts = arn.split(":", _PARTS - 1)
    service, resource = (parts[2], parts[5]) if len(parts) == _PARTS else ("", arn)
    if service == "lambda" and resource.startswith("function:"):
        return resource.split(":")[1]
    if service in {"kinesis", "dynamodb"} and "/" in resource:
        return resource.split("/")[1]
    return resource.rpartition(":")[2].rpartition("/")[2]
