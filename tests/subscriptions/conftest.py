"""What tests of following start from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.subscriptions.mailserver import MailServer, mail_server, send_through


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    """A mail server that the site of this test sends through."""
    with mail_server() as running:
        send_through(settings, running.port)
        yield running
