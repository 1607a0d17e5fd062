"""`/gezond`: for a monitor, and for a person who wants to know."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from operations.health.report import Report, current_report


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """All answers, with status 503 when one is not well; JSON for who asks for that."""
    report = current_report()
    status = 200 if report.ok else 503
    if _wants_json(request):
        return JsonResponse(_as_json(report), status=status)
    # Without the request: the menu would ask the database, which may be away.
    return HttpResponse(
        render_to_string("operations/health.html", {"report": report}), status=status
    )


def _wants_json(request: HttpRequest) -> bool:
    if "format" in request.GET:
        return request.GET["format"] == "json"
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _as_json(report: Report) -> dict[str, object]:
    return {
        "ok": report.ok,
        "at": report.at.isoformat(timespec="seconds"),
        "checks": {
            probe.name: {"ok": answer.ok, "text": answer.text, **answer.figures}
            for probe, answer in report.answers
        },
    }
