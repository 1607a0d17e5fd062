"""Who in the admin sees what of followers: a table of rights."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission

from subscriptions.models import Subscription
from tests import build
from tests.subscriptions.following import follow

pytestmark = pytest.mark.django_db

EMAIL = "lezer@voorbeeld.test"
NETWORK_RIGHTS = {
    "contributor": ("add_page",),
    "network editor": ("add_page", "change_page", "publish_page"),
    "moderator": ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
}


@pytest.fixture
def subscription() -> Subscription:
    build.network("drenthe", title="Drenthe")
    return follow("q=nachtzorg", EMAIL)


def somebody(role: str) -> Client:
    """Signed in as this role."""
    client = Client()
    if role == "anonymous":
        return client
    user = User.objects.create_user(role.replace(" ", "-"), is_superuser=role == "superuser")
    group = Group.objects.create(name=role)
    user.groups.add(group)
    names = ["access_admin"]
    if role == "admin with the right":
        names.append("view_follower")
    group.permissions.set(Permission.objects.filter(codename__in=names))
    for name in NETWORK_RIGHTS.get(role, ()):
        GroupPagePermission.objects.create(
            group=group,
            page=build.network("drenthe"),
            permission=Permission.objects.get(codename=name, content_type__model="page"),
        )
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(
    ("role", "counts", "addresses"),
    [
        ("anonymous", False, False),
        ("contributor", True, False),
        ("network editor", True, False),
        ("moderator", True, False),
        ("admin without the right", True, False),
        ("admin with the right", True, True),
        ("superuser", True, True),
    ],
)
def test_who_sees_what(
    subscription: Subscription, role: str, counts: bool, addresses: bool
) -> None:
    client = somebody(role)
    query = subscription.query_id
    report = reverse("followed_report")
    everywhere = [
        report,
        reverse("followed_report_results"),
        f"{report}?export=csv",
        reverse("followers_report", args=[query]),
        reverse("followers_report_results", args=[query]),
        reverse("followers_report", args=[query]) + "?export=csv",
    ]
    seen = {address: _text(client.get(address)) for address in everywhere}

    assert ("nachtzorg" in seen[report]) is counts
    shown = reverse("followers_report", args=[query])
    assert (EMAIL in seen[shown]) is addresses
    assert (shown in seen[report]) is addresses
    for address, content in seen.items():
        assert addresses or EMAIL not in content, address
    assert EMAIL not in seen[everywhere[-1]]  # a list of addresses is not to be carried about


def _text(response: Any) -> str:
    return b"".join(response).decode()


def test_the_counts_are_of_who_follows_now(subscription: Subscription) -> None:
    follow("q=nachtzorg", "piet@voorbeeld.test")
    page = _text(somebody("contributor").get(reverse("followed_report")))

    assert "Nieuwe vermeldingen over “nachtzorg”" in page
    assert page.count("<td") >= 6


def test_the_right_can_be_given_to_a_group(subscription: Subscription) -> None:
    page = _text(somebody("superuser").get(reverse("wagtailusers_groups:add")))
    right = Permission.objects.get(codename="view_follower")

    assert f'value="{right.pk}"' in page
    assert right.name == "mag zien welke adressen volgen"
    assert right.name in page.casefold()
