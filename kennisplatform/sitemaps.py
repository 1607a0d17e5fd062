"""What search engines are told of: visible entries, networks and pages of text."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from wagtail.models import Page

from practices.models import Entry, HomePage, InfoPage, LearningNetwork
from practices.visibility import visible


class EntrySitemap(Sitemap[Entry]):
    limit = 5_000

    def items(self) -> QuerySet[Entry]:
        return visible().order_by("pk")

    def location(self, item: Entry) -> str:
        return item.url or "/"

    def lastmod(self, item: Entry) -> datetime | None:
        return item.last_published_at


class OtherPageSitemap(Sitemap[Page]):
    def items(self) -> QuerySet[Page]:
        return (
            Page.objects.live().public().type((HomePage, InfoPage, LearningNetwork)).order_by("pk")
        )

    def location(self, item: Page) -> str:
        return item.url or "/"


SITEMAPS = {"vermeldingen": EntrySitemap, "paginas": OtherPageSitemap}
