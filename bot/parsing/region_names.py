"""The names for people that CloudWatch gives regions, such as "EU (Ireland)" or, once, "EU - Ireland".

Read only where neither the alarm's ARN nor anything it came through tells the region: names have changed.
(AWS General Reference, "AWS Regions".)
"""

_PLACES = {
    "n. virginia": "us-east-1",
    "ohio": "us-east-2",
    "n. california": "us-west-1",
    "oregon": "us-west-2",
    "cape town": "af-south-1",
    "hong kong": "ap-east-1",
    "taipei": "ap-east-2",
    "mumbai": "ap-south-1",
    "hyderabad": "ap-south-2",
    "singapore": "ap-southeast-1",
    "sydney": "ap-southeast-2",
    "jakarta": "ap-southeast-3",
    "melbourne": "ap-southeast-4",
    "malaysia": "ap-southeast-5",
    "new zealand": "ap-southeast-6",
    "thailand": "ap-southeast-7",
    "tokyo": "ap-northeast-1",
    "seoul": "ap-northeast-2",
    "osaka": "ap-northeast-3",
    "calgary": "ca-west-1",
    "frankfurt": "eu-central-1",
    "zurich": "eu-central-2",
    "ireland": "eu-west-1",
    "london": "eu-west-2",
    "paris": "eu-west-3",
    "stockholm": "eu-north-1",
    "milan": "eu-south-1",
    "spain": "eu-south-2",
    "tel aviv": "il-central-1",
    "bahrain": "me-south-1",
    "uae": "me-central-1",
    "são paulo": "sa-east-1",
    "sao paulo": "sa-east-1",
    "us-west": "us-gov-west-1",
    "us-east": "us-gov-east-1",
    "beijing": "cn-north-1",
    "ningxia": "cn-northwest-1",
}
# Two regions are called after nothing but the middle of their country.
_WHOLE = {"canada (central)": "ca-central-1", "mexico (central)": "mx-central-1"}


def region_named(name: str) -> str:
    """The region; empty for a name that is none."""
    plain = name.strip().casefold()
    return _WHOLE.get(plain) or _PLACES.get(_place(plain).strip(), "")


def _place(plain: str) -> str:
    """What is in brackets at the end, or after a dash."""
    inside = plain.removesuffix(")")
    last = max(inside.rfind("("), inside.rfind(")"))
    rest = inside[last + 1 :]
    return rest if inside[last : last + 1] == "(" else rest.partition(" - ")[2]
