"""A real SMTP server on loopback that takes mails, refuses them, or goes away in the middle."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.operations.servers import free_port


@dataclass(frozen=True)
class Received:
    """A mail as the server took it."""

    sender: str
    to: tuple[str, ...]
    mail: EmailMessage

    @property
    def message_id(self) -> str:
        return str(self.mail["Message-ID"])

    def part(self, kind: str) -> str:
        """The text or the HTML, decoded."""
        for part in self.mail.walk():
            if part.get_content_subtype() == kind and part.get_content_maintype() == "text":
                return str(part.get_content())
        raise AssertionError(f"no {kind}")


@dataclass
class MailServer:
    """What it took, and what it answers: by address, or to everybody.

    An answer is a line such as "550 5.1.1 nobody here", or "drop" to break the connection off.
    """

    port: int
    taken: list[Received] = field(default_factory=list)
    sessions: int = 0
    at_sender: str = ""
    at_recipient: dict[str, str] = field(default_factory=dict)
    at_data: dict[str, str] = field(default_factory=dict)
    wait: float = 0.0  # seconds between having a mail and saying so
    mails_a_session: int = 0

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: Any
    ) -> Any:
        session.host_name = hostname
        self.sessions += 1
        session.mails = 0
        return responses

    async def handle_MAIL(
        self, server: SMTP, session: Any, envelope: Envelope, address: str, options: Any
    ) -> str:
        if self.mails_a_session and session.mails >= self.mails_a_session:
            return "421 4.3.2 enough for one connection"
        if self.at_sender:
            return self.at_sender
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Any, envelope: Envelope, address: str, options: Any
    ) -> str:
        answer = self.at_recipient.get(address, "250 OK")
        if answer == "drop":
            server.transport.abort()
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Envelope) -> str:
        address = envelope.rcpt_tos[0]
        answer = self.at_data.get(address, "250 OK")
        if answer == "drop":
            server.transport.abort()
        if answer.startswith("250"):
            session.mails += 1
            assert isinstance(envelope.content, bytes)
            mail = message_from_bytes(envelope.content, policy=default)
            assert isinstance(mail, EmailMessage)
            self.taken.append(Received(envelope.mail_from or "", tuple(envelope.rcpt_tos), mail))
            if self.wait:
                time.sleep(self.wait)
        return answer

    @property
    def addresses(self) -> Counter[str]:
        """How many mails each address got."""
        return Counter(address for each in self.taken for address in each.to)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


@contextmanager
def mail_server(port: int = 0) -> Iterator[MailServer]:
    """A server that takes everything until it is told otherwise."""
    server = MailServer(port or free_port())
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def send_through(settings: Any, port: int) -> None:
    """The site of this test mails through a server on this port."""
    settings.EMAIL_BACKEND = "operations.mail.RecordedBackend"
    settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.EMAIL_TIMEOUT = 5
