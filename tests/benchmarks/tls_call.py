"""CPU of one Slack call over TLS, against slack_sdk as it comes: that parses the CA bundle for every call."""

import json
import os
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import botocore
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from slack_sdk import WebClient

from bot.slack.client import SlackClient
from tests.benchmarks.claim import Claim, Workbench
from tests.benchmarks.paired import paired
from tests.contract.package.loopback_server import QuietHandler, serving

CALLS = 20


def tls_call(bench: Workbench) -> list[Claim]:
    with tls_slack(bench.scratch) as url:
        ours = SlackClient(url, lambda _fresh: "xoxb-loopback")
        stock = WebClient(token="xoxb-loopback", base_url=url)
        measured = paired(
            lambda: cpu_of(lambda: ours.call("chat.postMessage", channel="C1", text="hello")),
            lambda: cpu_of(lambda: stock.chat_postMessage(channel="C1", text="hello")),
            bench.rounds,
        )
    return [
        Claim(
            what="CPU of one Slack call over TLS",
            ours=f"{measured.ours * 1000:.2f} ms",
            peer=f"slack_sdk's defaults: {measured.peers * 1000:.2f} ms",
            ratio=measured.ratio,
            limit=0.08,
        )
    ]


def cpu_of(call: Callable[[], object]) -> float:
    """Of this thread only: the server answers in another."""
    before = time.thread_time()
    for _ in range(CALLS):
        call()
    return (time.thread_time() - before) / CALLS


class Slack(QuietHandler):
    def do_POST(self) -> None:  # noqa: N802 - the name is http.server's
        self.asked()
        self.say(200, json.dumps({"ok": True, "ts": "1.1", "channel": "C1"}).encode())


@contextmanager
def tls_slack(scratch: Path) -> Iterator[str]:
    """A Slack behind TLS that this process trusts, beside a CA bundle of the usual size."""
    certificate = certificate_of_localhost(scratch)
    bundle = scratch / "bundle.pem"
    usual = Path(botocore.__file__).with_name("cacert.pem")
    bundle.write_bytes(usual.read_bytes() + certificate.read_bytes())
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    with serving(Slack) as server, trusting(bundle):
        server.socket = tls.wrap_socket(server.socket, server_side=True)
        yield f"https://localhost:{server.server_port}/api/"


@contextmanager
def trusting(bundle: Path) -> Iterator[None]:
    before = os.environ.get("SSL_CERT_FILE")
    os.environ["SSL_CERT_FILE"] = str(bundle)
    try:
        yield
    finally:
        os.environ.pop("SSL_CERT_FILE")
        if before:
            os.environ["SSL_CERT_FILE"] = before


def certificate_of_localhost(scratch: Path) -> Path:
    """Key and certificate in one file, good for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    kept = scratch / "localhost.pem"
    kept.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return kept
