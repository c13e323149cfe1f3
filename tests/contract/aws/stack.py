"""What the adapters' tests call the place and the table, and how they wait."""

REGION = "eu-west-1"
TABLE = "incidents"


def no_sleep(_seconds: float) -> None:
    """Waits cost nothing in a test."""
