"""One POST to receivers that are slow, refuse, send on, and lie."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from subscriptions.webhooks.posting import MAX_ANSWER, Answer, post
from tests.subscriptions.receiver import Manner, receiver, says, status

BODY = b'{"type": "nieuws"}'
SOON = 1.0  # second: the whole time of a call in these tests


def send(url: str, **values: Any) -> Answer:
    """Send to a receiver on loopback, which only a test may."""
    values.setdefault("allow_private", True)
    return post(url, BODY, {"X-Test": "ja"}, seconds=SOON, **values)


def drips(start: bytes, drop: bytes = b"x") -> Manner:
    """Answer a byte now and then, without end."""

    def drip(call: socket.socket) -> None:
        call.sendall(start)
        for _number in range(60):
            time.sleep(0.1)
            call.sendall(drop)

    return drip


def floods(start: bytes) -> Manner:
    """Answer without end, as fast as it goes."""

    def flood(call: socket.socket) -> None:
        call.sendall(start)
        for _number in range(2_000):
            call.sendall(b"x" * 65_536)

    return flood


def test_it_arrives_as_it_was_sent() -> None:
    with receiver() as site:
        assert send(f"{site.url}?x=1") == Answer(204)

    (got,) = site.got
    assert got.line == "POST /haak?x=1 HTTP/1.1"
    assert got.headers["host"] == f"127.0.0.1:{site.port}"
    assert got.headers["x-test"] == "ja"
    assert got.body == BODY


def test_without_being_told_otherwise_no_connection_is_made_to_loopback() -> None:
    with receiver() as site:
        for url in (
            site.url,
            site.url.replace("http:", "https:"),
            f"https://localhost:{site.port}/",
            f"https://127.1:{site.port}/",
            f"https://[::1]:{site.port}/",
            f"https://[::ffff:127.0.0.1]:{site.port}/",
        ):
            answer = send(url, allow_private=False)
            assert answer.status is None
            assert answer.error
            assert not answer.taken

    assert site.connections == 0


def test_the_name_is_asked_once_and_the_connection_goes_to_what_was_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host: str, port: Any, *rest: Any, **more: Any) -> Any:
        if host != "haak.example.org":
            return real(host, port, *rest, **more)
        asked.append(host)
        # The first answer is harmless; whoever asks again is led elsewhere.
        address = "127.0.0.1" if len(asked) == 1 else "10.255.255.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with receiver() as site:
        assert send(f"http://haak.example.org:{site.port}/").taken

    assert len(asked) == 1
    assert site.got[0].headers["host"] == f"haak.example.org:{site.port}"


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_nobody_is_sent_on(code: int) -> None:
    with receiver() as elsewhere, receiver(status(code, f"Location: {elsewhere.url}")) as site:
        answer = send(site.url)

    assert (answer.status, answer.taken) == (code, False)
    assert "ander adres" in answer.error
    assert elsewhere.connections == 0


@pytest.mark.parametrize("code", [200, 201, 202, 204])
def test_every_2xx_is_a_yes(code: int) -> None:
    with receiver(status(code)) as site:
        assert send(site.url).taken


@pytest.mark.parametrize("code", [400, 404, 410, 429, 500, 503])
def test_every_other_status_is_a_no(code: int) -> None:
    with receiver(status(code)) as site:
        assert send(site.url) == Answer(code)


@pytest.mark.parametrize(
    "manner",
    [
        says(b""),
        says(b"\x00\x01\x02" * 100),
        says(b"HTTP/1.1 abc\r\n\r\n"),
        says(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500 + b"\r\n"),
        says(b"HTTP/1.1 100 Continue\r\n\r\n" * 5_000),
        floods(b"HTTP/1.1 "),
    ],
    ids=["nothing", "noise", "no status", "many headers", "going on", "flood"],
)
def test_an_answer_that_is_none_is_a_no(manner: Manner) -> None:
    with receiver(manner) as site:
        answer = send(site.url)

    assert answer.status is None
    assert answer.error


@pytest.mark.parametrize(
    "manner",
    [
        says(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\nkort"),
        says(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + b"x" * 10_000),
        says(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nx"),
        says(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\nx"),
        says(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nx"),
        floods(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"),
        floods(b"HTTP/1.1 200 OK\r\n\r\n"),
        drips(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"),
        says(b"HTTP/1.1 200 OK\r\nX: " + b"y" * (MAX_ANSWER + 10) + b"\r\n\r\n"),
    ],
    ids=[
        "short",
        "long",
        "negative",
        "chunks",
        "to the end",
        "flood",
        "endless",
        "drips",
        "header",
    ],
)
def test_a_lie_about_the_length_changes_nothing(manner: Manner) -> None:
    began = time.monotonic()
    with receiver(manner) as site:
        answer = send(site.url)
        took = time.monotonic() - began

    assert answer == Answer(200)
    assert took < SOON + 2


@pytest.mark.parametrize(
    "manner",
    [
        lambda call: time.sleep(3),
        drips(b""),
        drips(b"HTTP/1.1 200 OK\r\nX: "),
        drips(b"HTTP/1.1 ", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["silent", "drips", "drips a header", "drips going on"],
)
def test_the_whole_call_ends_in_time_however_the_receiver_stretches_it(manner: Manner) -> None:
    with receiver(manner) as site:
        began = time.monotonic()
        answer = send(site.url)
        took = time.monotonic() - began

    assert answer.status is None
    assert took < SOON + 1


def test_a_receiver_that_does_not_read_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        calls: list[socket.socket] = []
        thread = threading.Thread(target=lambda: calls.append(server.accept()[0]), daemon=True)
        thread.start()
        began = time.monotonic()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        answer = post(url, b"x" * 50_000_000, {}, allow_private=True, seconds=SOON)
        took = time.monotonic() - began
        thread.join(5)
        for call in calls:
            call.close()

    assert answer.status is None
    assert took < SOON + 1


def test_nobody_there_is_a_no() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        answer = send(f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert answer.status is None
    assert "127.0.0.1" not in answer.error
    assert send("http://bestaat-niet.invalid/").error == "De naam in het adres is niet bekend"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for haak.example.org, signed by nobody else, in one file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is needed to make a certificate")
    folder = tmp_path_factory.mktemp("tls")
    made = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=haak.example.org"
    made += " -addext subjectAltName=DNS:haak.example.org -keyout key.pem -out cert.pem"
    subprocess.run([openssl, *made.split()], cwd=folder, check=True, capture_output=True)
    both = folder / "both.pem"
    both.write_text((folder / "key.pem").read_text() + (folder / "cert.pem").read_text())
    return both


def test_over_tls_the_receiver_proves_to_be_the_name_in_the_address(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.getaddrinfo

    def here(host: str, port: Any, *rest: Any, **more: Any) -> Any:
        return real("127.0.0.1", port, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", here)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    trust = ssl.create_default_context(cafile=str(certificate))

    with receiver(tls=tls) as site:
        right = send(f"https://haak.example.org:{site.port}/", trust=trust)
        other = send(f"https://ander.example.org:{site.port}/", trust=trust)
        unknown = send(f"https://haak.example.org:{site.port}/")

    assert right == Answer(204)
    assert len(site.got) == 1
    for answer in (other, unknown):
        assert answer.status is None
        assert "certificaat" in answer.error
