"""The account with which a visitor of the demo tries the editing side."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from practices.models import (
    Audience,
    Dossier,
    GlossaryTerm,
    HomePage,
    Organisation,
    Programme,
    Region,
    Sector,
    Theme,
)

USERNAME = "redacteur"
# Known to everyone who reads this file, so the account is only made on a machine of one's own.
PASSWORD = "kennis-delen-demo"  # noqa: S105
GROUP = "Redactie van alle netwerken"

_LISTS = (Audience, Dossier, GlossaryTerm, Organisation, Programme, Region, Sector, Theme)
_PAGE_RIGHTS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
_FILE_RIGHTS = (
    *("add_image", "change_image", "choose_image"),
    *("add_document", "change_document", "choose_document"),
)


def is_own_machine() -> bool:
    """Whether the site is served to this machine only, going by BASE_URL."""
    return urlsplit(settings.BASE_URL).hostname in ("localhost", "127.0.0.1", "::1")


def make_editor() -> bool:
    """Make the demo editor, with rights in all networks; tell whether it was made.

    An account that exists keeps its password and rights.
    """
    users = get_user_model()
    if users.objects.filter(username=USERNAME).exists():
        return False
    user = users.objects.create_user(
        USERNAME,
        email="redacteur@example.org",
        password=PASSWORD,
        first_name="Demo",
        last_name="Redacteur",
    )
    user.groups.add(_editors())
    return True


def _editors() -> Group:
    group, made = Group.objects.get_or_create(name=GROUP)
    if not made:
        return group
    group.permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"),
        *Permission.objects.filter(
            content_type__app_label="practices",
            codename__in=[
                f"{right}_{model._meta.model_name}"
                for model in _LISTS
                for right in ("add", "change", "delete", "view")
            ],
        ),
    )
    home = HomePage.objects.get()
    for permission in Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=_PAGE_RIGHTS
    ):
        GroupPagePermission.objects.create(group=group, page=home, permission=permission)
    files = Collection.get_first_root_node()
    for permission in Permission.objects.filter(
        content_type__app_label__in=("wagtailimages", "wagtaildocs"), codename__in=_FILE_RIGHTS
    ):
        GroupCollectionPermission.objects.create(
            group=group, collection=files, permission=permission
        )
    return group
