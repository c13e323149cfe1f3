"""Secrets of the right form that nobody ever gave out."""

import base64
import random
import re
import string
from collections.abc import Callable

_ALNUM = string.ascii_letters + string.digits
_HEX = "0123456789abcdef"
_UPPER = string.ascii_uppercase + string.digits
_NAMED = re.compile(r"\{(\w+)\}")


class _Maker(random.Random):
    def some(self, count: int, letters: str = _ALNUM) -> str:
        """With a digit and a letter in it, as every token of that length has."""
        return "".join(self.choice(letters) for _ in range(count - 1)) + "7"


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _luhn(number: str) -> str:
    """The number with its check digit."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        doubled = int(digit) * (2 - place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return f"{number}{-total % 10}"


def _iban(country: str, account: str) -> str:
    number = "".join(str(int(letter, 36)) for letter in f"{account}{country}00")
    return f"{country}{98 - int(number) % 97:02d}{account}"


def _cpf(nine: str) -> str:
    digits = nine
    for count in (9, 10):
        total = sum(int(digit) * (count + 1 - place) for place, digit in enumerate(digits))
        digits += str(total * 10 % 11 % 10)
    return f"{digits[:3]}.{digits[3:6]}.{digits[6:9]}-{digits[9:]}"


_MADE: dict[str, Callable[[_Maker], str]] = {
    "aws": lambda m: "AKIA" + m.some(16, _UPPER),
    "aws_session": lambda m: "ASIA" + m.some(16, _UPPER),
    "aws_secret": lambda m: m.some(40, _ALNUM + "/+"),
    "sts": lambda m: "IQoJb3JpZ2lu" + m.some(120, _ALNUM + "/+"),
    "bedrock": lambda m: "ABSK" + m.some(80),
    "github": lambda m: f"gh{m.choice('pousr')}_" + m.some(36),
    "github_fine": lambda m: f"github_pat_{m.some(22)}_{m.some(59)}",
    "gitlab": lambda m: f"gl{m.choice(['pat', 'ptt', 'dt', 'rt', 'cbt'])}-" + m.some(20),
    "bitbucket": lambda m: "ATBB" + m.some(28),
    "atlassian": lambda m: "ATATT3" + m.some(180, _ALNUM + "-_="),
    "slack": lambda m: f"xox{m.choice('abeprs')}-{m.some(12, string.digits)}-{m.some(24)}",
    "slack_app": lambda m: "xapp-1-A" + m.some(24),
    "slack_hook": lambda m: f"https://hooks.slack.com/services/T{m.some(8)}/B{m.some(8)}/{m.some(24)}",
    "discord_hook": lambda m: f"https://discord.com/api/webhooks/{m.some(18, string.digits)}/{m.some(68)}",
    "stripe": lambda m: f"{m.choice('sr')}k_{m.choice(['live', 'test'])}_" + m.some(24),
    "stripe_hook": lambda m: "whsec_" + m.some(32),
    "google": lambda m: "AIza" + m.some(35, _ALNUM + "-_"),
    "google_oauth": lambda m: "ya29." + m.some(60, _ALNUM + "-_"),
    "google_secret": lambda m: "GOCSPX-" + m.some(28, _ALNUM + "-_"),
    "npm": lambda m: "npm_" + m.some(36),
    "pypi": lambda m: "pypi-AgE" + m.some(160, _ALNUM + "-_"),
    "rubygems": lambda m: "rubygems_" + m.some(48, _HEX),
    "docker": lambda m: "dckr_pat_" + m.some(27, _ALNUM + "-_"),
    "nuget": lambda m: "oy2" + m.some(43, string.ascii_lowercase + string.digits),
    "artifactory": lambda m: "AKCp" + m.some(69),
    "sendgrid": lambda m: f"SG.{m.some(22, _ALNUM + '-_')}.{m.some(43, _ALNUM + '-_')}",
    "mailgun": lambda m: "key-" + m.some(32, _HEX),
    "mailchimp": lambda m: m.some(32, _HEX) + "-us14",
    "brevo": lambda m: f"xkeysib-{m.some(64, _HEX)}-{m.some(16)}",
    "twilio": lambda m: "SK" + m.some(32, _HEX),
    "telegram": lambda m: f"{m.some(10, '123456789')}:AA{m.some(33, _ALNUM + '-_')}",
    "discord": lambda m: f"M{m.some(23)}.{m.some(6)}.{m.some(38, _ALNUM + '-_')}",
    "azure_secret": lambda m: f"{m.some(3)}8Q~{m.some(34, _ALNUM + '_~.-')}",
    "digitalocean": lambda m: "dop_v1_" + m.some(64, _HEX),
    "databricks": lambda m: "dapi" + m.some(32, _HEX),
    "vault": lambda m: f"hv{m.choice('bsr')}." + m.some(90, _ALNUM + "-_"),
    "terraform": lambda m: f"{m.some(14)}.atlasv1.{m.some(64, _ALNUM + '-_')}",
    "shopify": lambda m: f"shp{m.choice(['at', 'ca', 'pa', 'ss'])}_" + m.some(32, _HEX),
    "square": lambda m: "sq0csp-" + m.some(43, _ALNUM + "-_"),
    "openai": lambda m: "sk-" + m.some(48),
    "openai_project": lambda m: "sk-proj-" + m.some(74, _ALNUM + "-_"),
    "anthropic": lambda m: f"sk-ant-api03-{m.some(93, _ALNUM + '-_')}AA",
    "huggingface": lambda m: "hf_" + m.some(34),
    "replicate": lambda m: "r8_" + m.some(37),
    "grafana": lambda m: f"glsa_{m.some(32)}_{m.some(8, _HEX)}",
    "newrelic": lambda m: "NRAK-" + m.some(27, _UPPER),
    "sentry": lambda m: f"sntrys_{m.some(80)}_{m.some(43)}",
    "posthog": lambda m: "phx_" + m.some(43),
    "dynatrace": lambda m: f"dt0c01.{m.some(24, _UPPER)}.{m.some(64, _UPPER)}",
    "linear": lambda m: "lin_api_" + m.some(40),
    "notion": lambda m: "ntn_" + m.some(46),
    "figma": lambda m: "figd_" + m.some(40, _ALNUM + "-_"),
    "postman": lambda m: f"PMAK-{m.some(24, _HEX)}-{m.some(34, _HEX)}",
    "pulumi": lambda m: "pul-" + m.some(40, _HEX),
    "doppler": lambda m: "dp.pt." + m.some(43),
    "planetscale": lambda m: "pscale_pw_" + m.some(43, _ALNUM + "-_"),
    "supabase": lambda m: "sbp_" + m.some(40, _HEX),
    "age": lambda m: "AGE-SECRET-KEY-1" + m.some(58, "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"),
    "alibaba": lambda m: "LTAI" + m.some(20),
    "jwt": lambda m: f"eyJ{m.some(30)}.eyJ{m.some(60)}.{m.some(43, _ALNUM + '-_')}",
    "pem": lambda m: m.some(64, _ALNUM + "+/"),
    "begin": lambda _: "-----BEGIN RSA PRIVATE KEY-----",
    "end": lambda _: "-----END RSA PRIVATE KEY-----",
    "hex32": lambda m: m.some(32, _HEX),
    "alnum20": lambda m: m.some(20),
    "basic": lambda m: _base64(f"ana:{m.some(14)}"),
    "base64_password": lambda m: _base64(f'{{"password": "{m.some(14)}"}}'),
    "base64_text": lambda _: _base64("nothing but a greeting to everybody who reads"),
    "visa": lambda m: _luhn("4" + m.some(14, string.digits)),
    "mastercard": lambda m: _luhn("53" + m.some(13, string.digits)),
    "amex": lambda m: _luhn("37" + m.some(12, string.digits)),
    "visa_apart": lambda m: " ".join(re.findall("....", _luhn("4" + m.some(14, string.digits)))),
    "iban_de": lambda m: _iban("DE", m.some(18, string.digits)),
    "iban_nl": lambda m: _iban("NL", "ABNA" + m.some(10, string.digits)),
    "iban_fr": lambda m: _iban("FR", m.some(23, string.digits)),
    "iban_gb": lambda m: _iban("GB", "NWBK" + m.some(14, string.digits)),
    "iban_es": lambda m: _iban("ES", m.some(20, string.digits)),
    "iban_apart": lambda m: " ".join(re.findall("..?.?.?", _iban("DE", m.some(18, string.digits)))),
    "cpf": lambda m: _cpf(m.some(9, string.digits)),
    "dni": lambda _: "48151623F"[:8] + "TRWAGMYFPDXBNJZSQVHLCKE"[48151623 % 23],
    "uuid": lambda m: "-".join(m.some(count, _HEX) for count in (8, 4, 4, 4, 12)),
    "sha": lambda m: m.some(40, _HEX),
}


def made_up(text: str, seed: int) -> str:
    """The text with each name in braces replaced; a name that is used again is the same again."""
    maker, known = _Maker(seed), dict[str, str]()

    def one(found: re.Match[str]) -> str:
        name = found[1]
        if name not in _MADE:
            return found[0]
        return known.setdefault(name, _MADE[name](maker))

    return _NAMED.sub(one, text)
