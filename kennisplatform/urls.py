"""The addresses of the platform; what is not here is a page of the tree."""

from django.conf import settings
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.db import transaction
from django.urls import include, path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.admin.viewsets.pages import page_viewset_registry
from wagtail.documents import urls as wagtaildocs_urls

from kennisplatform.sitemaps import SITEMAPS
from kennisplatform.views import robots
from operations.health.page import health
from practices.glossary_pages import glossary
from search.api.endpoints import api
from search.api.problems import not_found

urlpatterns = [
    path("django-admin/", admin.site.urls),
    # Wagtail saves a restriction outside a transaction; the index queue must be written in it.
    path(
        "beheer/pages/<int:page_id>/privacy/",
        transaction.atomic(
            require_admin_access(
                page_viewset_registry.as_view("set_privacy", page_id_kwarg="page_id")
            )
        ),
    ),
    path("beheer/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("zoeken/", include("subscriptions.feeds.urls")),
    path("zoeken/", include("search.urls")),
    path("volgen/door/", include("subscriptions.groups.urls")),
    path("volgen/", include("subscriptions.urls")),
    path("", include("search.overview.urls")),
    path("begrippen/", glossary, name="glossary"),
    path("api/v1/", api.urls),
    path("api/v1/<path:rest>", not_found),
    path("robots.txt", robots),
    path("gezond", health, name="health"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap-xml"),
    # Pictures only: a document is served by Wagtail, which knows who may have it.
    path("media/images/<path:path>", serve, {"document_root": settings.MEDIA_ROOT / "images"}),
    path("", include(wagtail_urls)),
]
if settings.METRICS_PATH:
    from operations.metrics import figures

    urlpatterns.insert(0, path(settings.METRICS_PATH, figures))
