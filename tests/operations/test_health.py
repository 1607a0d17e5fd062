"""What a monitor gets from /gezond."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.mail import send_mail
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from background.models import JobRun, Worker
from operations import mail as recorded
from operations import moments
from operations.health import probes, report
from operations.models import LastTime
from operations.moments import Moment
from search.models import QueueRow
from subscriptions import outbox
from subscriptions.models import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    FollowedQuery,
    Follower,
    Webhook,
    WebhookCall,
)
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """No answer of another test."""
    monkeypatch.setattr(report, "_last", None)
    monkeypatch.setattr(report, "FRESH", 0)
    monkeypatch.setattr(recorded, "_noted", {})


@pytest.fixture(autouse=True)
def worker(db: None) -> Worker:
    """Somebody who does the work at set times."""
    return Worker.objects.create(id="w", kind="web", started_at=Now(), last_seen=Now())


def checks(client: Client, status: int) -> dict[str, Any]:
    response = client.get("/gezond?format=json")
    assert response.status_code == status
    answer = response.json()
    assert answer["ok"] == (status == 200)
    return dict(answer["checks"])


def ago(moment: Moment, **duration: float) -> None:
    LastTime.objects.update_or_create(
        name=moment.value, defaults={"at": timezone.now() - timedelta(**duration)}
    )


def test_all_is_well_on_a_new_site(client: Client) -> None:
    build.entry()
    moments.note(Moment.INSTALLED)
    found = checks(client, 200)
    assert list(found) == [
        "database", "search", "queue", "tasks", "background", "mail", "mails", "webhooks", "backup",
        "disk",
    ]  # fmt: skip
    assert found["queue"]["waiting"] == 1  # of this test's own transaction
    assert found["backup"]["text"] == "Er is nog geen back-up gemaakt."
    assert found["disk"]["free_bytes"] > 0


def test_a_person_reads_a_page_and_a_program_json(client: Client) -> None:
    page = client.get("/gezond", headers={"accept": "text/html,*/*;q=0.8"})
    assert "Alles gaat goed" in page.text
    assert "Vrije schijfruimte" in page.text
    assert client.get("/gezond", headers={"accept": "application/json"}).json()["ok"] is True
    assert "no-store" in page.headers["Cache-Control"]
    assert not page.cookies


def test_an_entry_that_waits_long_is_told(client: Client) -> None:
    QueueRow.objects.create(entry_id=1, queued_at=timezone.now() - timedelta(minutes=14))
    assert checks(client, 200)["queue"]["text"] == (
        "1 vermelding wacht op de zoekmachine, al 14 minuten."
    )
    QueueRow.objects.create(entry_id=2, queued_at=timezone.now() - timedelta(hours=3))
    queue = checks(client, 503)["queue"]
    assert queue["text"] == "2 vermeldingen wachten op de zoekmachine, de oudste al 3 uur."
    assert queue["waiting"] == 2
    assert queue["oldest_seconds"] == pytest.approx(3 * 3600, abs=60)


def test_an_index_that_cannot_be_read_is_told_without_its_place(
    client: Client, settings: Any
) -> None:
    index_folder = Path(settings.SEARCH_INDEX_DIR)
    checks(client, 200)
    for path in index_folder.rglob("meta.json"):
        path.write_text("weg")
    response = client.get("/gezond")
    assert response.status_code == 503
    assert " ".join(response.text.split()).count("niet goed") == 2  # the heading, and search
    assert str(index_folder) not in response.text


def test_a_database_that_is_away_is_told_on_a_page_that_needs_none(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError, connection

    def away(*arguments: Any, **options: Any) -> None:
        raise OperationalError("no route to 10.0.0.3 as user kennis")

    monkeypatch.setattr(connection, "cursor", away)
    response = client.get("/gezond")
    assert response.status_code == 503
    assert "Er gaat iets niet goed" in response.text
    assert "10.0.0.3" not in response.text


def test_a_database_that_is_silent_is_asked_once(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError, connection

    asked: list[float] = []

    def silent(*arguments: Any, **options: Any) -> None:
        asked.append(time.monotonic())
        raise OperationalError("timeout expired")

    monkeypatch.setattr(connection, "cursor", silent)
    answer = client.get("/gezond?format=json")

    assert len(asked) == 1
    told = answer.json()["checks"]
    assert [told[name]["ok"] for name in ("database", "search", "queue", "mails", "disk")] == [
        False, True, False, False, True,
    ]  # fmt: skip


def test_work_at_set_times_that_nobody_does_is_told(client: Client, worker: Worker) -> None:
    assert checks(client, 200)["background"]["alive"] == 1

    Worker.objects.update(last_seen=Now() - timedelta(hours=1))

    assert checks(client, 503)["background"]["text"] == "Niemand doet het werk op de achtergrond."


def test_a_job_that_failed_is_named(client: Client) -> None:
    JobRun.objects.create(name="search.reconcile_index", failed=True)

    assert checks(client, 503)["background"]["text"] == (
        "Mislukt, en wordt opnieuw gedaan: De zoekindex nakijken."
    )


def test_a_job_that_the_program_has_no_more_harms_nobody(client: Client) -> None:
    JobRun.objects.create(name="search.of_an_older_version", failed=True)

    assert checks(client, 200)["background"]["failed_jobs"] == 0


def test_mails_that_should_have_gone_are_told(client: Client) -> None:
    follower = Follower.objects.create(email="anna@example.org")
    mails = [outbox.put(DeliveryKind.MANAGE, follower) for _each in range(3)]
    now = timezone.now()
    for pk, state, due in [
        (mails[0].pk, DeliveryState.WAITING, now - timedelta(minutes=61)),
        (mails[1].pk, DeliveryState.WAITING, now + timedelta(hours=1)),  # put off by its server
        (mails[2].pk, DeliveryState.SENT, now - timedelta(days=1)),
    ]:
        Delivery.objects.filter(pk=pk).update(state=state, not_before=due)

    told = checks(client, 503)["mails"]

    assert told["text"] == "1 mail had al weg moeten zijn, sinds 61 minuten."
    assert told["waiting"] == 1
    assert "anna" not in client.get("/gezond").text
    Delivery.objects.update(not_before=now - timedelta(minutes=59))
    assert checks(client, 200)["mails"]["waiting"] == 2


def test_calls_that_should_have_been_made_are_told(client: Client) -> None:
    query = FollowedQuery.objects.create(query_string="regio=NL")
    hook = Webhook.objects.create(
        network=build.network(), query=query, url="https://regio.voorbeeld.test/nieuws"
    )
    due = timezone.now() - timedelta(hours=2)
    WebhookCall.objects.create(
        webhook=hook, after=0, until=1, items=[], made_at=due, not_before=due
    )

    told = checks(client, 503)["webhooks"]

    assert told["text"] == "1 melding had al weg moeten zijn, sinds 2 uur."
    Webhook.objects.update(switched_off_at=timezone.now())
    assert checks(client, 200)["webhooks"]["waiting"] == 0


@pytest.mark.parametrize(
    ("hours", "status"), [({"BACKUP": 47}, 200), ({"BACKUP": 49}, 503), ({"INSTALLED": 49}, 503)]
)
def test_a_back_up_must_be_of_these_days(
    client: Client, hours: dict[str, int], status: int
) -> None:
    for name, age in hours.items():
        ago(Moment[name], hours=age)
    assert checks(client, status)["backup"]["ok"] == (status == 200)


def test_a_full_disk_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "DISK_NEEDS", 10**18)
    assert checks(client, 503)["disk"]["ok"] is False


def test_the_answer_is_kept_a_few_seconds(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "FRESH", 5.0)
    checks(client, 200)
    QueueRow.objects.create(entry_id=1, queued_at=timezone.now() - timedelta(hours=3))
    assert checks(client, 200)["queue"]["waiting"] == 0
    monkeypatch.setattr(report, "FRESH", 0)
    assert checks(client, 503)["queue"]["waiting"] == 1


@pytest.fixture
def closed(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    (tmp_path / "maintenance").touch()


@pytest.mark.usefixtures("closed")
def test_a_closed_site_says_so_everywhere(client: Client) -> None:
    assert list(checks(client, 503)) == ["maintenance"]
    response = client.get("/begrippen/")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "120"
    # A visitor cannot open it with a header.
    inside = client.get("/begrippen/", headers={"kennisplatform.from-inside": "1"})
    assert inside.status_code == 503


# --- the last mail -------------------------------------------------------------------------


def test_a_mail_that_went_and_one_that_did_not(client: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "operations.mail.RecordedBackend"
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    send_mail("Onderwerp", "Tekst", None, ["anna@example.org"])
    assert len(mail.outbox) == 1
    assert "geleden weg" in checks(client, 200)["mail"]["text"]

    settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    with pytest.raises(ConnectionRefusedError):
        send_mail("Onderwerp", "Tekst", None, ["anna@example.org"])
    assert "kon niet weg" in checks(client, 503)["mail"]["text"]
    assert "anna" not in client.get("/gezond").text
    assert {row.name for row in LastTime.objects.all()} == {"mail_sent", "mail_failed"}


def test_many_mails_are_noted_once_in_a_while(
    settings: Any, django_assert_num_queries: Any
) -> None:
    settings.EMAIL_BACKEND = "operations.mail.RecordedBackend"
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    send_mail("Onderwerp", "Tekst", None, ["anna@example.org"])
    with django_assert_num_queries(0):
        for _each in range(20):
            send_mail("Onderwerp", "Tekst", None, ["anna@example.org"])
    assert len(mail.outbox) == 21
