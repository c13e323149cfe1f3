"""Credentials that are unmistakable by their own shape, whatever is around them.

Shapes: AWS IAM identifiers (unique ids AKIA, ASIA), RFC 7519 (JWT), RFC 7468 (PEM), and the prefixes that
issuers publish for their tokens, as gitleaks collects them with lengths and sources
(https://github.com/gitleaks/gitleaks/blob/master/config/gitleaks.toml) and
https://docs.github.com/en/code-security/secret-scanning/introduction/supported-secret-scanning-patterns names
them. So none of our own words is ever taken for one, and everything that is posted can be looked through for
them, names of alarms and links included.
"""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

# At the edge of a word, or after an encoded character in a link (`%20`, `$20`, `$2520`).
_BEGINS = r"(?:\b|(?<=[%$5][0-9A-F]{2}))"
_MASK = "[masked]"
# Words and ids in words (`gh_actions_are_down_today`) are shorter, or have no digit.
_LONG_ENOUGH = 40


class Pattern(NamedTuple):
    """Attributes: personal marks personal data, which a team may keep visible; credentials it may not."""

    name: str
    regex: re.Pattern[str]
    personal: bool = False
    proven: Callable[[re.Match[str]], bool] = lambda _: True


PRIVATE_KEY = Pattern(
    "private key",
    re.compile(
        r"-----BEGIN [A-Z0-9 ]{1,60}-----(?:(?!-----END [A-Z0-9 ]{1,60}-----).)*"
        r"(?:-----END [A-Z0-9 ]{1,60}-----)?",
        re.DOTALL,
    ),
)
# Prefixes that nothing else begins with; after the short ones only letters and digits follow.
_SHORT = (
    r"gh[a-z]_|npm_|rubygems_|oy2|CLOJARS_|AKCp|cmVmd|[sr]k_(?:live|test|prod)_|EZ[AT]K|shp(?:at|ca|pa|ss)_"
    r"|LTAI|do[opr]_v1_|dapi|HRKU-|fo1_|nfp_|sbp_|sk-|hf_|r8_|gsk_|xai-|pplx-|key-|ph[cx]_|ntn_|PMAK-|pul-|tfp_"
    r"|NR(?:AK|JS|II|RA)-|ABSK|ATBB|lin_(?:api|oauth)_|A3-[A-Z0-9]{6}-"
)
_LONG = (
    r"github_pat_|gl(?:pat|ptt|dt|rt|cbt|soat|agent|ft|imt|oas)-|GR1348941|AT[AC]TT3|pypi-AgE|dckr_[op]at_"
    r"|whsec_|sq0[a-z]{3}-|access_token\$|AIza|ya29\.|GOCSPX-|hv[bsr]\.|pscale_[a-z]{2,6}_|sk-(?:ant|proj|svcacct|admin|or)-"
    r"|SG\.|xkeysib-|xsmtpsib-|mlsn\.|gl(?:sa|c)_|sntry[su]_|dt0c01\.|figd_|dp\.(?:pt|st|ct|sa|scim|audit)\."
    r"|CFPAT-|CCIPAT_|AGE-SECRET-KEY-1"
)
TOKENS = (
    Pattern("AWS key", re.compile(r"(?:AKIA|ASIA)[A-Z0-9]{12,}|\b(?:ABIA|ACCA)[A-Z2-7]{16}\b")),
    # From the Security Token Service: base64 of its own header.
    Pattern("AWS session token", re.compile(r"\b(?:IQoJb3JpZ2lu|FwoGZXIvYXdz|FQoGZXIvYXdz)[\w+/=%-]{20,}")),
    Pattern(
        "JWT",
        re.compile(r"eyJ[\w-]{5,}(?:\.[\w-]*)*"),
        proven=lambda found: "." in found[0].rstrip("."),
    ),
    Pattern("Slack token", re.compile(_BEGINS + r"(?:xox[a-z](?:\.xox[a-z])?-[\w.-]{8,}|xapp-[\w-]{8,})")),
    Pattern("API key", re.compile(_BEGINS + rf"(?:{_LONG})[\w.=$-]{{16,}}")),
    Pattern(
        "API key",
        re.compile(_BEGINS + rf"(?:{_SHORT})[A-Za-z0-9]{{16,}}"),
        proven=lambda found: any(map(str.isdigit, found[0])) or len(found[0]) > _LONG_ENOUGH,
    ),
    # Twilio's keys, Mailchimp's, Telegram's bots, Discord's, Azure's client secrets, Terraform Cloud's.
    Pattern("API key", re.compile(r"\bSK[0-9a-f]{32}\b|\b[0-9a-f]{32}-us\d{1,2}\b")),
    Pattern("API key", re.compile(r"(?<!\d)\d{8,10}:AA[\w-]{32,34}(?![\w-])")),
    Pattern("API key", re.compile(r"\b[MNO][\w-]{23,25}\.[\w-]{6}\.[\w-]{27,40}(?![\w-])")),
    Pattern("API key", re.compile(r"(?<![\w~.-])[\w~.]{3}\dQ~[\w~.-]{31,34}(?![\w~.-])")),
    Pattern("API key", re.compile(r"\b\w{14}\.atlasv1\.[\w-]{60,}")),
)


def without_credentials(value: Any) -> Any:
    """The payload unchanged, except credentials in its texts; a mask is shorter than what it masks."""
    if isinstance(value, str):
        for regex, mask in _MASKS:
            value = regex.sub(mask, value)
        return value
    if isinstance(value, dict):
        return {name: without_credentials(each) for name, each in value.items()}
    return [without_credentials(each) for each in value] if isinstance(value, list) else value


def masking(pattern: Pattern, mask: str) -> Callable[[re.Match[str]], str]:
    return lambda found: mask if pattern.proven(found) else found[0]


_MASKS = tuple((each.regex, masking(each, _MASK)) for each in (PRIVATE_KEY, *TOKENS))
