"""A cluster behind TLS: a certificate that nobody vouches for is no cluster of ours."""

from __future__ import annotations

import http.server
import json
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.address import SearchAddress
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.elasticsearch_schema import SCHEMA_VERSION

KEY = "c2xldXRlbA=="


class Cluster(http.server.BaseHTTPRequestHandler):
    """As much of a cluster as a question after its health sees."""

    seen: list[str]

    def answer(self) -> None:
        self.seen.append(self.headers.get("Authorization", ""))
        index = {"mappings": {"_meta": {"schema": SCHEMA_VERSION}}}
        body = json.dumps({"count": 3} if "_count" in self.path else {"kp-v1": index}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer  # names that the library asks for

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for 127.0.0.1, signed by nobody else, in one file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is needed to make a certificate")
    folder = tmp_path_factory.mktemp("tls")
    both = folder / "both.pem"
    made = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1"
    made += " -addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out cert.pem"
    subprocess.run(
        [openssl, *made.split()],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    both.write_text((folder / "key.pem").read_text() + (folder / "cert.pem").read_text())
    return both


@pytest.fixture
def port(certificate: Path) -> Iterator[int]:
    """A server with that certificate."""
    Cluster.seen = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Cluster)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join(5)
    server.server_close()


def test_an_unknown_certificate_is_refused_and_no_key_is_sent(port: int) -> None:
    address = SearchAddress.parse(f"elasticsearchs://127.0.0.1:{port}/kp?api_key={KEY}")

    health = ElasticsearchEngine(address, timeout=5).health()

    assert not health.available
    assert "Tls" in health.detail
    assert Cluster.seen == []


def test_an_authority_of_ones_own_can_be_named(port: int, certificate: Path) -> None:
    address = SearchAddress.parse(
        f"elasticsearchs://127.0.0.1:{port}/kp?api_key={KEY}&ca={certificate}"
    )

    health = ElasticsearchEngine(address, timeout=5).health()

    assert (health.available, health.documents, health.rebuild_needed) == (True, 3, False)
    assert set(Cluster.seen) == {f"ApiKey {KEY}"}
