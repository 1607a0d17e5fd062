"""Figures for Prometheus, at the address that METRICS_PATH names, for who has METRICS_TOKEN.

Of all processes of the web server together: gunicorn_conf.py gives them a folder to share.
"""

from __future__ import annotations

import logging
import os
import secrets
import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from operations.health.report import current_report
from practices.entry_types import type_slug_of_row
from practices.visibility import visible

logger = logging.getLogger(__name__)

# The parts of the site that are timed apart; every address is in one of them.
_AREAS = {
    "zoeken": "search",
    "api": "api",
    "beheer": "admin",
    "django-admin": "admin",
    "media": "media",
    "documents": "documents",
    "static": "static",
    "gezond": "monitor",
}
_OTHER_AREA = "page"

REQUESTS = Histogram(
    "kennisplatform_request_seconds",
    "Time to answer a request, by part of the site and kind of answer.",
    ["area", "status"],
    buckets=(0.01, 0.025, 0.06, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


class TimedRequests:
    """Middleware: times every request. Only there when METRICS_PATH is set."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        status = f"{response.status_code // 100}xx"
        seconds = time.perf_counter() - started
        try:
            REQUESTS.labels(area=_area(request.path), status=status).observe(seconds)
        except OSError as error:  # a full disk, a folder that is gone: the page itself is fine
            logger.warning("a request was not measured: %s", error)
        return response


def _area(path: str) -> str:
    if path[1:] == settings.METRICS_PATH:
        return "monitor"
    return _AREAS.get(path.split("/", 2)[1], _OTHER_AREA)


class _State(Collector):
    """How things are now: what the monitor's page says, and the entries by type."""

    def collect(self) -> Iterator[Metric]:
        healthy = GaugeMetricFamily(
            "kennisplatform_healthy", "Whether this is as it should be.", labels=["check"]
        )
        for probe, answer in current_report().answers:
            healthy.add_metric([probe.name], float(answer.ok))
            for name, value in answer.figures.items():
                yield GaugeMetricFamily(
                    f"kennisplatform_{probe.name}_{name}", f"{probe.name}: {name}", value=value
                )
        yield healthy
        entries = GaugeMetricFamily(
            "kennisplatform_entries", "Entries that the public sees.", labels=["type"]
        )
        try:
            rows = list(visible().values("content_type_id").annotate(count=Count("pk")).order_by())
        except DatabaseError:
            return  # `healthy` says so already
        for row in rows:
            entries.add_metric([type_slug_of_row(row)], row["count"])
        yield entries


@never_cache
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """All figures, in the text format of Prometheus. For anybody else there is nothing here."""
    given = request.headers.get("Authorization", "")
    if not secrets.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()):
        raise Http404
    state = CollectorRegistry()
    state.register(_State())
    text = generate_latest(_processes()) + generate_latest(state)
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST)


def _processes() -> CollectorRegistry:
    """The figures of all processes; of this one only when it shares no folder with others."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry
