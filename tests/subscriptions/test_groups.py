"""What networks follow: public without addresses, managed by their own editors."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, PageViewRestriction

from practices.models import LearningNetwork, Region, Theme
from search import queue
from search.query import SearchQuery
from subscriptions import following, links
from subscriptions.groups import followers, managing
from subscriptions.mails import notices
from subscriptions.models import (
    Delivery,
    DeliveryKind,
    Follower,
    Frequency,
    GroupFollow,
    Subscription,
    SubscriptionState,
)
from tests import build

pytestmark = pytest.mark.django_db

ADDRESS = "bureau@drenthe.test"


@pytest.fixture(autouse=True)
def regions(db: None) -> None:
    build.drenthe()


def follow(
    network: LearningNetwork, query_string: str = "q=nachtzorg", **values: Any
) -> GroupFollow:
    return managing.add(network, SearchQuery.parse(query_string), Frequency.WEEKLY, **values)


def editor(name: str, *networks: LearningNetwork, right: str = "change_page") -> Client:
    user = get_user_model().objects.create_user(name, password="x")
    group = Group.objects.create(name=name)
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for network in networks:
        GroupPagePermission.objects.create(
            group=group, page=network, permission=Permission.objects.get(codename=right)
        )
    user.groups.add(group)
    client = Client()
    client.force_login(user)
    return client


# --- the public page -----------------------------------------------------------------------


def test_the_page_says_what_a_network_follows_and_for_whom(
    client: Client, network: LearningNetwork
) -> None:
    follow(network, "q=nachtzorg", recipients=[ADDRESS])
    follow(network, "q=valpreventie", region=Region.objects.get(code="GM0114"))
    html = client.get("/volgen/door/drenthe/").content.decode()
    assert "nachtzorg" in html
    assert "Voor gemeente Emmen" in html
    assert ADDRESS not in html
    assert "/volgen/door/drenthe/" in client.get(network.url).content.decode()
    assert "valpreventie" in client.get("/regio/emmen/").content.decode()


def test_the_page_of_a_renamed_network_is_found_at_its_old_address(
    client: Client, network: LearningNetwork
) -> None:
    network.slug = "noord"
    network.save_revision().publish()
    response = client.get("/volgen/door/drenthe/")
    assert (response.status_code, response["Location"]) == (301, "/volgen/door/noord/")


@pytest.mark.parametrize("how", ["unpublished", "restricted"])
def test_a_network_that_is_not_public_does_not_say_what_it_follows(
    client: Client, network: LearningNetwork, how: str
) -> None:
    made = build.entry("experiment", title="Nachtzorg", parent=build.network("groningen"))
    follow(network, region=Region.objects.get(code="GM0114"))
    if how == "unpublished":
        network.unpublish()
    else:
        PageViewRestriction.objects.create(page=network, restriction_type="login")
    queue.drain()
    assert client.get("/volgen/door/drenthe/").status_code == 404
    assert "nachtzorg" not in client.get("/regio/emmen/").content.decode()
    assert followers.followers_of(made.pk) == ()


# --- the rights ----------------------------------------------------------------------------


def paths(group: GroupFollow) -> dict[str, tuple[str, str]]:
    """Every page to manage a follow: how it is asked for, and where."""
    recipient = group.recipients.get()
    return {
        "network": ("get", reverse("group_follows_network", args=[group.network_id])),
        "add": ("get", reverse("group_follows_add", args=[group.network_id])),
        "invite": ("get", reverse("group_follow_invite", args=[group.pk])),
        "frequency": ("post", reverse("group_follow_frequency", args=[group.pk])),
        "remove": ("post", reverse("group_follow_remove", args=[group.pk, recipient.pk])),
        "end": ("post", reverse("group_follow_end", args=[group.pk])),
    }


@pytest.mark.parametrize("page", ["network", "add", "invite", "frequency", "remove", "end"])
@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("nobody", False),
        ("no network", False),
        ("other network", False),
        ("may only add entries", False),
        ("edits it", True),
        ("publishes it", True),
        ("administrator", True),
    ],
)
def test_only_the_editors_of_a_network_manage_what_it_follows(
    network: LearningNetwork, admin_client: Client, who: str, allowed: bool, page: str
) -> None:
    group = follow(network, recipients=[ADDRESS])
    clients = {
        "nobody": Client,
        "no network": lambda: editor("x"),
        "other network": lambda: editor("x", build.network("groningen")),
        "may only add entries": lambda: editor("x", network, right="add_page"),
        "edits it": lambda: editor("x", network),
        "publishes it": lambda: editor("x", network, right="publish_page"),
        "administrator": lambda: admin_client,
    }
    method, path = paths(group)[page]
    response = getattr(clients[who](), method)(path, {"frequency": "meteen"})
    if allowed:
        assert response.status_code == (200 if method == "get" else 302)
        return
    # Wagtail leads who has no right to its login or first page.
    assert response.status_code in (302, 403)
    assert ADDRESS not in response.content.decode()
    group.refresh_from_db()
    assert (group.frequency, group.recipients.count()) == (Frequency.WEEKLY, 1)


def test_a_recipient_of_another_network_cannot_be_removed(network: LearningNetwork) -> None:
    mine = follow(network, recipients=[ADDRESS])
    theirs = follow(build.network("groningen"), recipients=["bureau@groningen.test"])
    path = reverse("group_follow_remove", args=[mine.pk, theirs.recipients.get().pk])
    assert editor("x", network).post(path).status_code == 404
    assert theirs.recipients.count() == 1


def test_addresses_stand_only_on_the_page_of_the_own_network(network: LearningNetwork) -> None:
    other = build.network("groningen")
    follow(network, recipients=[ADDRESS])
    follow(other, recipients=["bureau@groningen.test"])
    client = editor("x", network)
    html = client.get(reverse("group_follows_network", args=[network.pk])).content.decode()
    assert ADDRESS in html
    assert "groningen.test" not in html


# --- managing ------------------------------------------------------------------------------


def test_an_editor_lets_a_network_follow_a_search(network: LearningNetwork) -> None:
    network.region = Region.objects.get(code="PV22")
    network.save()
    client = editor("x", network)
    response = client.get(reverse("group_follows") + "?q=nachtzorg", follow=True)
    assert "nachtzorg" in response.content.decode()
    response = client.post(
        reverse("group_follows_add", args=[network.pk]),
        {
            "search": "https://kennis.test/zoeken/?q=nachtzorg&regio=Emmen&pagina=2",
            "region": Region.objects.get(code="GM0114").pk,
            "frequency": "dagelijks",
            "recipients": f"{ADDRESS}\nTWEEDE@drenthe.test, {ADDRESS}",
        },
        follow=True,
    )
    assert "2 ontvangers krijgen een mail om te bevestigen" in response.content.decode()
    group = GroupFollow.objects.get()
    assert group.query.query_string == "q=nachtzorg&regio=GM0114"
    assert group.region is not None
    assert {each.follower.email for each in group.recipients.all()} == {
        ADDRESS,
        "tweede@drenthe.test",
    }
    assert {each.state for each in group.recipients.all()} == {SubscriptionState.PENDING}
    assert Delivery.objects.filter(kind=DeliveryKind.CONFIRM).count() == 2


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"search": "https://kennis.test/zoeken/"}, "een adres met een vraagteken"),
        ({"search": "sector=bestaat-niet"}, "hier niet bekend"),
        ({"search": "q=nachtzorg"}, "Dit wordt al gevolgd"),
        (
            {"search": "q=wonen", "recipients": "geen adres"},
            "Op regel 1 staat iets dat geen e-mailadres is",
        ),
        ({"search": "q=wonen", "region": "GM0014"}, "keuze"),
    ],
)
def test_what_cannot_be_followed_is_said_in_words(
    network: LearningNetwork, values: dict[str, str], told: str
) -> None:
    network.region = Region.objects.get(code="PV22")
    network.save()
    follow(network, "q=nachtzorg")
    if "region" in values:  # outside what the network can speak for
        values = {**values, "region": str(Region.objects.get(code=values["region"]).pk)}
    response = editor("x", network).post(
        reverse("group_follows_add", args=[network.pk]), {"frequency": "dagelijks", **values}
    )
    assert told in response.content.decode()
    assert GroupFollow.objects.count() == 1


def test_a_recipient_confirms_and_stops_by_itself(network: LearningNetwork) -> None:
    group = follow(network, recipients=[ADDRESS])
    recipient = group.recipients.get()
    token = links.confirm_url(recipient).rstrip("/").split("/")[-1]
    waiting = links.read_confirm(token)
    assert waiting is not None
    assert following.confirm(waiting)
    recipient.refresh_from_db()
    assert recipient.state == SubscriptionState.ACTIVE
    following.end(recipient)
    assert (group.recipients.count(), GroupFollow.objects.count()) == (0, 1)


def test_a_recipient_reads_who_asks(network: LearningNetwork) -> None:
    follow(network, recipients=[ADDRESS])
    letter = notices.letter(Delivery.objects.get())
    assert "leernetwerk Drenthe" in letter.opening[0]


def test_asking_twice_makes_no_second_recipient(network: LearningNetwork) -> None:
    group = follow(network, recipients=[ADDRESS])
    managing.invite(group, "Bureau@Drenthe.TEST ")
    assert group.recipients.count() == 1


def test_an_address_is_not_flooded(network: LearningNetwork) -> None:
    group = follow(network)
    for _time in range(managing.ASKED_AN_HOUR):
        managing.invite(group, ADDRESS)
    with pytest.raises(managing.AskedTooOftenError):
        managing.invite(group, ADDRESS)


def test_who_chose_another_frequency_keeps_it(network: LearningNetwork) -> None:
    group = follow(network, recipients=[ADDRESS, "tweede@drenthe.test"])
    own = Subscription.objects.get(follower__email=ADDRESS)
    following.change_frequency(own, Frequency.AT_ONCE)
    managing.change_frequency(group, Frequency.DAILY)
    assert set(group.recipients.values_list("follower__email", "frequency")) == {
        (ADDRESS, "meteen"),
        ("tweede@drenthe.test", "dagelijks"),
    }


def test_a_follow_that_lost_its_term_says_so_to_its_editors_only(
    client: Client, network: LearningNetwork
) -> None:
    build.entry(themes=["Eenzaamheid", "Ontmoeten"])
    theme = Theme.objects.get(slug="eenzaamheid")
    follow(network, "thema=eenzaamheid")
    theme.delete()
    page = reverse("group_follows_network", args=[network.pk])
    html = editor("x", network).get(page).content.decode()
    assert "Wat er was over “Eenzaamheid”" in html
    assert "nieuw/?thema=ontmoeten" in html
    assert "volgt nog niets" in client.get("/volgen/door/drenthe/").content.decode()


# --- on an experiment ----------------------------------------------------------------------


def test_nobody_is_invited_to_a_follow_that_lost_its_term(network: LearningNetwork) -> None:
    group = follow(network)
    GroupFollow.objects.update(lost_at=timezone.now())

    response = editor("redacteur", network).post(
        reverse("group_follow_invite", args=[group.pk]), {"recipients": "nieuw@drenthe.test"}
    )

    assert "Wat dit netwerk volgde, bestaat niet meer." in response.content.decode()
    assert not Delivery.objects.filter(follower__email="nieuw@drenthe.test").exists()


def test_an_experiment_says_who_follows_it(client: Client, network: LearningNetwork) -> None:
    made = build.entry("experiment", title="Nachtzorg in de wijk", regions=["GM0114"])
    other = build.entry("experiment", title="Samen eten")
    follow(network, f"vermelding={made.pk}")
    follow(network, "q=nachtzorg&regio=PV22", region=Region.objects.get(code="GM0114"))
    follow(build.network("groningen"), "q=valpreventie")
    queue.drain()
    assert [each.name for each in followers.followers_of(made.pk)] == [
        "leernetwerk Drenthe",
        "gemeente Emmen",
    ]
    assert followers.followers_of(other.pk) == ()
    html = client.get(made.url).content.decode()
    assert "Gevolgd door" in html
    assert "/volgen/door/drenthe/#regio-emmen" in html
    assert "Gevolgd door" not in client.get(other.url).content.decode()


def test_who_follows_is_up_to_date_and_kept_in_between(
    network: LearningNetwork, django_assert_max_num_queries: Any
) -> None:
    made = build.entry("experiment", title="Nachtzorg")
    queue.drain()
    assert followers.followers_of(made.pk) == ()
    group = follow(network)
    assert len(followers.followers_of(made.pk)) == 1
    with django_assert_max_num_queries(2):
        assert len(followers.followers_of(made.pk)) == 1
    managing.end(group)
    assert followers.followers_of(made.pk) == ()


def test_an_editor_is_asked_once_more_before_it_ends(
    admin_client: Client, network: LearningNetwork
) -> None:
    group = follow(network)
    managing.invite(group, "jan@drenthe.test")
    address = reverse("group_follow_end", args=[group.pk])

    assert (
        "1 ontvanger krijgt er geen mail meer over." in admin_client.get(address).content.decode()
    )
    assert GroupFollow.objects.exists()
    admin_client.post(address)
    assert not GroupFollow.objects.exists()


def test_a_network_that_is_closed_is_named_no_longer(network: LearningNetwork) -> None:
    made = build.entry("experiment", title="Nachtzorg", parent=build.network("groningen"))
    follow(network)
    queue.drain()
    assert len(followers.followers_of(made.pk)) == 1
    PageViewRestriction.objects.create(page=network, restriction_type="login")

    assert followers.followers_of(made.pk) == ()


def test_many_followed_searches_cost_no_more_queries(
    network: LearningNetwork, django_assert_max_num_queries: Any
) -> None:
    made = build.entry("experiment", title="Nachtzorg")
    queue.drain()
    for number in range(30):
        follow(network, f"q=woord{number}")
    with django_assert_max_num_queries(12):
        followers.followers_of(made.pk)


def test_forgetting_somebody_takes_them_from_every_follow(network: LearningNetwork) -> None:
    group = follow(network, recipients=[ADDRESS])
    following.forget(Follower.objects.get(email=ADDRESS))
    assert group.recipients.count() == 0


def test_invitations_do_not_use_up_the_mails_somebody_asks_for() -> None:
    network = build.network()
    for text in ("een", "twee", "drie"):
        managing.add(
            network, SearchQuery(text=text), Frequency.DAILY, recipients=["jan@voorbeeld.test"]
        )
    following.request_manage_link("jan@voorbeeld.test")
    assert Delivery.objects.filter(kind=DeliveryKind.MANAGE).count() == 1
