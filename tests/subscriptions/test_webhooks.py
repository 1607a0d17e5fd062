"""Webhooks from what is new to what the site of a region gets, and what its editors see."""

from __future__ import annotations

import json
import re
import textwrap
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from wagtail.models import GroupPagePermission, PageViewRestriction

from practices.merging import merge
from practices.models import LearningNetwork, Theme
from search import queue
from subscriptions.models import FollowedQuery, Webhook, WebhookCall
from subscriptions.news import newest_news_id
from subscriptions.webhooks import calling
from subscriptions.webhooks.calling import call_waiting, wait_after
from subscriptions.webhooks.making import WebhookForm
from subscriptions.webhooks.matching import match_webhooks
from subscriptions.webhooks.messages import news_message
from subscriptions.webhooks.retention import forget_calls
from subscriptions.webhooks.signing import shown_secret
from tests import build
from tests.processes import PROJECT, eventually, started
from tests.subscriptions.following import look
from tests.subscriptions.receiver import Receiver, receiver, says, status

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_loopback(settings: Any) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = True
    settings.BASE_URL = "https://kennis.example.org"


@pytest.fixture
def site() -> Iterator[Receiver]:
    """The site of a region."""
    with receiver() as found:
        yield found


def webhook(url: str, query_string: str = "", slug: str = "drenthe") -> Webhook:
    """A webhook that knows all there is until now."""
    query = FollowedQuery.objects.get_or_create(query_string=query_string)[0]
    return Webhook.objects.create(
        network=build.network(slug), query=query, url=url, seen=newest_news_id()
    )


def documented_check() -> Any:
    """The check of a signature, just as docs/webhooks.md gives it to receivers."""
    text = (PROJECT / "docs" / "webhooks.md").read_text()
    code = re.search(r"(?m)(^    import base64.*?\n)(?=\S)", text, re.DOTALL)
    assert code
    found: dict[str, Any] = {}
    exec(textwrap.dedent(code[1]), found)
    return found["is_ours"]


def passes(how_long: timedelta) -> None:
    """Let time pass for every call and webhook."""
    for call in WebhookCall.objects.all():
        call.not_before -= how_long
        call.save()
    for hook in Webhook.objects.exclude(failing_since=None):
        assert hook.failing_since
        hook.failing_since -= how_long
        hook.save()


def test_a_site_is_told_what_is_new_and_can_check_who_says_so(site: Receiver) -> None:
    build.drenthe()
    build.entry(title="Oud", regions=["PV22"])
    look()
    hook = webhook(site.url, "regio=PV22")
    entry = build.entry(title="Nachtzorg in Emmen", regions=["GM0114"], themes=["Nacht"])
    build.entry(title="Elders", regions=["PV20"])
    look()

    assert match_webhooks() == 1
    assert call_waiting() == 1
    assert match_webhooks() == call_waiting() == 0

    (got,) = site.got
    message = json.loads(got.body)
    assert message["type"] == "nieuws"
    (item,) = message["data"]["items"]
    assert item["title"] == "Nachtzorg in Emmen"
    assert item["url"] == f"https://kennis.example.org{entry.url}"
    assert message["data"]["title"] == "Vermeldingen in Drenthe"
    call = WebhookCall.objects.get()
    assert got.headers["webhook-id"] == str(call.pk)
    is_ours, key = documented_check(), shown_secret(hook.secret)
    assert is_ours(got.headers, got.body, key)
    assert not is_ours(got.headers, got.body + b" ", key)
    assert not is_ours(got.headers | {"webhook-id": "iets-anders"}, got.body, key)
    assert not is_ours(got.headers | {"webhook-timestamp": "1795377600"}, got.body, key)
    assert not is_ours(got.headers, got.body, shown_secret("00" * 32))
    assert hook.secret not in str(got)
    assert (call.status, call.tries, call.error) == (204, 1, "")
    assert call.done_at


def test_many_webhooks_of_one_search_are_each_told_what_they_have_not_seen(site: Receiver) -> None:
    first = webhook(site.url)
    build.entry(title="Een")
    look()
    second = webhook(f"{site.url}/2", slug="groningen")
    build.entry(title="Twee")
    look()

    assert match_webhooks() == 2
    assert call_waiting() == 2

    found = {
        got.line.split()[1]: sorted(row["title"] for row in json.loads(got.body)["data"]["items"])
        for got in site.got
    }
    assert found == {"/haak": ["Een", "Twee"], "/haak/2": ["Twee"]}
    assert {hook.pk for hook in Webhook.objects.filter(seen=newest_news_id())} == {
        first.pk,
        second.pk,
    }


def test_what_may_not_be_seen_any_more_is_not_told(site: Receiver) -> None:
    webhook(site.url)
    closed, withdrawn = build.entry(title="Besloten"), build.entry(title="Terug")
    build.entry(title="Open")
    look()
    match_webhooks()
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    withdrawn.unpublish()
    call_waiting()
    assert [row["title"] for row in json.loads(site.got[0].body)["data"]["items"]] == ["Open"]

    gone = build.entry(title="Even")
    look()
    match_webhooks()
    gone.unpublish()
    assert call_waiting() == 1
    assert len(site.got) == 1  # nothing to tell: no message without news
    assert not WebhookCall.objects.filter(done_at=None).exists()


def test_a_call_that_fails_is_tried_again_later_each_time_and_tells_all_in_the_end(
    site: Receiver,
) -> None:
    webhook(site.url)
    build.entry(title="Een")
    look()
    match_webhooks()
    site.manner = status(500)

    for tries in (1, 2, 3):
        assert call_waiting() == 1
        assert call_waiting() == 0  # not before its time
        call = WebhookCall.objects.get()
        assert (call.tries, call.status, call.done_at) == (tries, 500, None)
        wait = call.not_before - timezone.now()
        assert abs(wait - timedelta(minutes=2 ** (tries - 1))) < timedelta(seconds=20)
        passes(wait)
    build.entry(title="Twee")
    look()
    assert match_webhooks() == 0  # one call at a time
    site.manner = status(204)
    call_waiting()
    match_webhooks()
    call_waiting()

    told = [[row["title"] for row in json.loads(got.body)["data"]["items"]] for got in site.got]
    assert told == [["Een"]] * 4 + [["Twee"]]
    ids = [got.headers["webhook-id"] for got in site.got]
    assert len(set(ids)) == 2  # a repeat is known by its id
    assert Webhook.objects.get().failing_since is None


def test_waits_double_up_to_six_hours() -> None:
    assert [wait_after(tries) for tries in (1, 2, 3)] == [
        timedelta(minutes=1),
        timedelta(minutes=2),
        timedelta(minutes=4),
    ]
    assert wait_after(9) == timedelta(minutes=256)
    assert wait_after(10) == wait_after(30_000) == timedelta(hours=6)


def test_after_five_days_it_is_switched_off_and_can_be_switched_on(site: Receiver) -> None:
    hook = webhook(site.url)
    build.entry(title="Een")
    look()
    match_webhooks()
    site.manner = says(b"")
    call_waiting()
    passes(timedelta(days=4))
    call_waiting()
    hook.refresh_from_db()
    assert hook.failing_since
    assert hook.switched_off_at is None

    passes(timedelta(days=2))
    call_waiting()
    hook.refresh_from_db()
    assert hook.switched_off_at
    passes(timedelta(days=1))
    build.entry(title="Gemist")
    look()
    assert match_webhooks() == call_waiting() == 0

    site.manner = status(200)
    calling.switch_on(hook)
    assert call_waiting() == 1
    assert match_webhooks() == call_waiting() == 1
    assert [json.loads(got.body)["data"]["items"][0]["title"] for got in site.got[-2:]] == [
        "Een",
        "Gemist",
    ]


def test_what_failed_long_ago_and_had_nothing_to_tell_since_is_no_lasting_failure(
    site: Receiver,
) -> None:
    hook = webhook(site.url)
    made = build.entry(title="Even")
    look()
    match_webhooks()
    site.manner = status(500)
    call_waiting()
    made.unpublish()
    passes(timedelta(hours=1))
    call_waiting()
    passes(timedelta(days=30))
    build.entry(title="Later")
    look()
    match_webhooks()
    call_waiting()

    hook.refresh_from_db()
    assert hook.failing_since
    assert hook.switched_off_at is None


@pytest.mark.parametrize("how", ["renamed", "merged"])
def test_a_term_that_changes_before_the_call_loses_nothing(
    site: Receiver, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr(queue, "_drain_now", lambda: None)  # the index is behind
    theme, other = build.term(Theme, "Nachtzorg"), build.term(Theme, "Zorg in de nacht")
    webhook(site.url, "thema=nachtzorg")
    build.entry(title="Nieuw", themes=["Nachtzorg"])
    look()
    match_webhooks()
    if how == "renamed":
        theme.slug = "nachten"
        theme.save()
    else:
        merge(theme, other)
    call_waiting()
    assert not site.got

    look()
    passes(timedelta(minutes=1))
    call_waiting()
    assert [row["title"] for row in json.loads(site.got[0].body)["data"]["items"]] == ["Nieuw"]
    assert WebhookCall.objects.get().tries == 1


def test_a_receiver_that_is_gone_is_switched_off_at_once(site: Receiver) -> None:
    webhook(site.url)
    build.entry(title="Een")
    look()
    match_webhooks()
    site.manner = status(410)

    call_waiting()

    assert Webhook.objects.get().switched_off_at


def test_a_slow_site_holds_up_nobody_else(site: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver(lambda call: time.sleep(1.5)) as slow:
        for number in range(8):
            webhook(f"{slow.url}/{number}")
        webhook(site.url)
        build.entry(title="Een")
        look()
        match_webhooks()
        began = time.monotonic()
        assert call_waiting() == 9
        took = time.monotonic() - began

    assert len(site.got) == 1
    assert took < 4


def test_a_call_of_a_worker_that_died_is_made_by_another_with_the_same_id(
    site: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """The worker is no more, between sending and writing down."""

    def die(*_: Any) -> None:
        raise Killed

    webhook(site.url)
    build.entry(title="Een")
    look()
    match_webhooks()
    with monkeypatch.context() as context, pytest.raises(Killed):
        context.setattr(calling, "_settle", die)
        call_waiting()
    assert call_waiting() == 0  # it may still be busy

    passes(calling.TAKE_OVER)
    assert call_waiting() == 1
    assert call_waiting() == 0
    first, second = site.got
    assert first.headers["webhook-id"] == second.headers["webhook-id"]


def test_a_claimed_call_is_nobody_elses(site: Receiver) -> None:
    webhook(site.url)
    build.entry(title="Een")
    look()
    match_webhooks()

    assert len(calling._claim(10)) == 1
    assert calling._claim(10) == []
    assert call_waiting() == 0
    assert site.connections == 0


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_every_call_once(site: Receiver) -> None:
    build.ground()
    hooks = [webhook(f"{site.url}/{number}") for number in range(30)]
    build.entry(title="Een")
    look()
    settings = {"WEBHOOK_ALLOW_PRIVATE": "1"}

    with (
        started("manage.py", "worker", **settings),
        started("manage.py", "worker", **settings),
    ):
        eventually(
            lambda: WebhookCall.objects.filter(done_at__isnull=False).count() == len(hooks), 60
        )

    assert sorted(got.line for got in site.got) == sorted(
        f"POST /haak/{number} HTTP/1.1" for number in range(30)
    )


def test_without_the_setting_no_call_reaches_loopback(site: Receiver, settings: Any) -> None:
    webhook(site.url)
    webhook(site.url.replace("http:", "https:"))
    build.entry(title="Een")
    look()
    match_webhooks()
    settings.WEBHOOK_ALLOW_PRIVATE = False

    assert call_waiting() == 2

    assert site.connections == 0
    for call in WebhookCall.objects.all():
        assert call.error
        assert "127.0.0.1" not in call.error


def test_a_search_that_lost_a_term_tells_nothing_it_was_not_asked_for(site: Receiver) -> None:
    theme = build.term(Theme, "Nacht")
    webhook(site.url, "thema=nacht")
    theme.delete()
    build.entry(title="Iets heel anders")
    look()

    assert match_webhooks() == 0
    assert Webhook.objects.get().switched_off_at


def test_the_log_is_kept_for_a_month(site: Receiver) -> None:
    hook = webhook(site.url)
    now = timezone.now()
    for until, done in ((1, now - timedelta(days=31)), (2, now - timedelta(days=29)), (3, None)):
        WebhookCall.objects.create(
            webhook=hook, after=0, until=until, items=[], made_at=now, not_before=now, done_at=done
        )

    assert forget_calls() == 1
    assert set(WebhookCall.objects.values_list("until", flat=True)) == {2, 3}


# --- in the admin ---------------------------------------------------------------------------


def editor_of(slug: str, name: str, users: Any, right: str = "change_page") -> Client:
    """Somebody who may edit (or `right`) the page of this network, and no other."""
    group = Group.objects.create(name=f"Redactie {name}")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=right)
    GroupPagePermission.objects.create(group=group, page=build.network(slug), permission=permission)
    user = users.objects.create_user(name, password=None)
    user.groups.add(group)
    client = Client()
    client.force_login(user)
    return client


PAGES = [
    ("get", "/beheer/webhooks/", 200, 403),
    ("get", "/beheer/webhooks/nieuw/", 200, 403),
    ("post", "/beheer/webhooks/nieuw/", 200, 403),
    ("get", "/beheer/webhooks/{pk}/", 200, 404),
    ("post", "/beheer/webhooks/{pk}/proef/", 302, 404),
    ("post", "/beheer/webhooks/{pk}/aan/", 302, 404),
    ("get", "/beheer/webhooks/{pk}/verwijderen/", 200, 404),
    ("post", "/beheer/webhooks/{pk}/verwijderen/", 302, 404),
]


@pytest.mark.parametrize(("method", "path", "own", "none"), PAGES)
@pytest.mark.parametrize("right", ["change_page", "publish_page"])
def test_only_who_manages_the_page_of_the_network_comes_at_its_webhooks(
    method: str, path: str, own: int, none: int, right: str, site: Receiver, django_user_model: Any
) -> None:
    build.network("groningen")
    hook = webhook(site.url)
    address = path.format(pk=hook.pk)
    owner = editor_of("drenthe", "drenthe", django_user_model, right)
    other = editor_of("groningen", "groningen", django_user_model)
    without = Client()
    user = django_user_model.objects.create_user("zonder-pagina", password=None)
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    without.force_login(user)

    stranger = getattr(Client(), method)(address)
    assert (stranger.status_code, stranger["Location"].split("?")[0]) == (302, "/beheer/login/")
    # Wagtail answers a refusal in the admin with a message on its first page.
    refused = getattr(without, method)(address)
    assert (refused.status_code, refused.get("Location")) == (
        (302, "/beheer/") if none == 403 else (404, None)
    )
    foreign = getattr(other, method)(address)
    assert foreign.status_code == (404 if "{pk}" in path else own)
    assert hook.url.encode() not in foreign.content
    assert Webhook.objects.filter(pk=hook.pk).exists()
    assert site.connections == 0
    assert getattr(owner, method)(address).status_code == own


def test_an_editor_makes_a_webhook_and_sees_its_key_once(
    site: Receiver, django_user_model: Any
) -> None:
    build.drenthe()
    editor = editor_of("drenthe", "drenthe", django_user_model)
    assert "Webhooks" in editor.get("/beheer/").content.decode()

    form = {
        "network": LearningNetwork.objects.get().pk,
        "search": "https://kennis.example.org/zoeken/?regio=drenthe&volgorde=oudste&pagina=2",
        "url": site.url,
    }
    page = editor.post("/beheer/webhooks/nieuw/", form)

    made = Webhook.objects.get()
    key = shown_secret(made.secret)
    assert made.query.query_string == "regio=PV22"
    assert key in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    for path in ("/beheer/webhooks/", f"/beheer/webhooks/{made.pk}/"):
        content = editor.get(path).content.decode()
        assert key not in content
        assert made.secret not in content
        assert "in Drenthe" in content

    again = editor.post("/beheer/webhooks/nieuw/", form)
    assert "Deze webhook is er al" in again.content.decode()
    assert Webhook.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("url", "https://127.0.0.1/haak", "openbare internet"),
        ("url", "https://localhost:8000/haak", "openbare internet|geldige URL"),
        ("url", "http://example.org/haak", "https"),
        ("url", "https://a:b@example.org/", "naam of wachtwoord"),
        ("url", "https://bestaat-niet.invalid/", "niet bekend"),
        ("search", "/zoeken/?regio=nergens", "nergens"),
        ("search", "/zoeken/?onzin=1", "bestaat niet"),
    ],
)
def test_what_cannot_be_is_told_at_the_field(
    field: str, value: str, message: str, settings: Any
) -> None:
    settings.WEBHOOK_ALLOW_PRIVATE = False
    network = build.network()
    values = {"network": network.pk, "search": "/zoeken/", "url": "https://9.9.9.9/haak"}
    right = WebhookForm(values, networks=LearningNetwork.objects.all())
    assert right.is_valid(), right.errors

    wrong = WebhookForm({**values, field: value}, networks=LearningNetwork.objects.all())
    assert not wrong.is_valid()
    assert re.search(message, str(wrong.errors[field]))


def test_two_who_make_the_same_webhook_at_once_make_one() -> None:
    network = build.network()
    values = {"network": network.pk, "search": "/zoeken/", "url": "https://9.9.9.9/haak"}
    forms = [WebhookForm(values, networks=LearningNetwork.objects.all()) for _ in range(2)]
    assert all(form.is_valid() for form in forms)

    forms[0].save()
    with pytest.raises(ValidationError):
        forms[1].save()
    assert Webhook.objects.count() == 1


def test_the_log_and_the_buttons_say_what_happened(site: Receiver, django_user_model: Any) -> None:
    hook = webhook(site.url)
    editor = editor_of("drenthe", "drenthe", django_user_model)
    address = f"/beheer/webhooks/{hook.pk}/"

    tried = editor.post(f"{address}proef/", follow=True).content.decode()
    assert "aangenomen (204)" in tried
    assert json.loads(site.got[0].body)["type"] == "proef"

    site.manner = status(302, "Location: https://example.org/")
    assert "ander adres" in editor.post(f"{address}proef/", follow=True).content.decode()

    build.entry(title="Een")
    look()
    match_webhooks()
    site.manner = status(410)
    call_waiting()
    logged = editor.get(address).content.decode()
    assert "410" in logged
    assert "Weer aanzetten" in logged

    site.manner = status(200)
    editor.post(f"{address}aan/")
    assert call_waiting() == 1
    assert "klaar op" in editor.get(address).content.decode()

    editor.post(f"{address}verwijderen/")
    assert not Webhook.objects.exists()
    assert not WebhookCall.objects.exists()


def test_a_call_that_cannot_be_made_holds_up_no_other(
    site: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    build.entry(title="Oud")
    look()
    bad, good = webhook(site.url + "?een"), webhook(site.url + "?twee", slug="emmen")
    build.entry(title="Nieuw")
    look()
    assert match_webhooks() == 2

    def broken(call: WebhookCall) -> bytes | None:
        if call.webhook_id == bad.pk:
            raise ValueError("iets dat niet meer bestaat")
        return news_message(call)

    monkeypatch.setattr(calling, "news_message", broken)
    call_waiting()
    assert good.calls.get().done_at
    left = bad.calls.get()
    assert (left.done_at, left.error) == (None, "De melding kon niet worden gemaakt")
    assert left.not_before < timezone.now() + timedelta(minutes=1, seconds=5)
    bad.refresh_from_db()
    assert bad.failing_since
