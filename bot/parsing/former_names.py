"""Names that stored records and fields had before: what was written under them is still read.

A document carries names, so a renamed class or field of what is stored gets a line here. Only the new name
is ever written.
"""

from collections.abc import Mapping

# Former name of a record: its name now.
RECORDS: Mapping[str, str] = {
    "Called": "Notification",
    "GaveUp": "Origin",
    "Healing": "Recovery",
    "Keeper": "FailureBucket",
    "Kept": "BucketContents",
    "Taken": "MitigationRecord",
}

# By the name a record has now, former name of a field: its name now.
FIELDS: Mapping[str, Mapping[str, str]] = {
    "BucketContents": {"keeper": "bucket"},
    "Episode": {
        "fired": "fire_count",
        "joined_at": "last_joined_at",
        "clock_said_at": "clock_notified_at",
        "late_said_at": "late_notified_since",
        "healing": "recovery",
        "told_amount": "notified_count",
    },
    "EscalationPosition": {"calls": "notifications"},
    "Evidence": {"kept": "bucket_contents", "kept_shapes": "bucket_shapes"},
    "FailureBucket": {"bucket": "arn"},
    "Incident": {"called_version": "mention_version"},
    "Losses": {"kept_by": "destination"},
    "Member": {"standing": "depth"},
    "MitigationRecord": {"standing": "state"},
    "Notification": {"call": "number"},
    "Resolution": {"standing": "depth"},
}
