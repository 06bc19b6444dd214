"""Calls over TLS, to a Slack of their own with a certificate of its own."""

import json
import ssl
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from urllib.error import URLError

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bot.clock import SystemClock
from bot.delivery import tls
from bot.delivery.dispatcher import writing_client

HOST = "127.0.0.1"
NAME = x509.Name([])


class Answering(BaseHTTPRequestHandler):
    """Says yes to whatever is asked."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        answer = json.dumps({"ok": True}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Return a file with a certificate for this machine, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = SystemClock().now()
    made = (
        x509.CertificateBuilder(NAME, NAME, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "certificate.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return file


@pytest.fixture
def api_url(certificate: Path) -> Iterator[str]:
    """Return the address of a server with that certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with ThreadingHTTPServer((HOST, 0), Answering) as server:
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
        serving = Thread(target=server.serve_forever)
        serving.start()
        yield f"https://{HOST}:{server.server_port}/api/"
        server.shutdown()
        serving.join()


@pytest.fixture(autouse=True)
def read_anew() -> Iterator[None]:
    tls._machines_certificates.cache_clear()
    yield
    tls._machines_certificates.cache_clear()


def test_a_certificate_that_nobody_vouches_for_is_refused(api_url: str) -> None:
    client = writing_client("xoxb-1", api_url=api_url)

    with pytest.raises(URLError, match="CERTIFICATE_VERIFY_FAILED"):
        client.api_test()


def test_the_machines_certificates_are_read_once_for_every_client_and_call(
    api_url: str, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert writing_client("xoxb-1", api_url=api_url).api_test()["ok"]
    certificate.unlink()

    again = writing_client("xoxb-2", api_url=api_url).api_test()

    assert again["ok"]
