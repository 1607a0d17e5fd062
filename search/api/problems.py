"""Errors of the interface as problem+json (RFC 9457)."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from search.engines.base import RETRY_AFTER, EngineUnavailableError
from search.query import Problem


class BadParameterError(Exception):
    """A question that names something that does not exist."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def problem(status: int, title: str, detail: str, parameter: str | None = None) -> HttpResponse:
    """A response that says what was wrong and, if it was one, with which parameter."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
    }
    if parameter is not None:
        body["parameter"] = parameter
    return HttpResponse(
        json.dumps(body, ensure_ascii=False),
        status=status,
        content_type="application/problem+json",
    )


def not_found(request: HttpRequest, rest: str) -> HttpResponse:
    """An address below the interface that leads nowhere."""
    return problem(404, _("Dit adres bestaat niet"), _("De interface kent “%s” niet.") % rest[:100])


def connect(api: NinjaAPI) -> None:
    """Answer every error of the interface with problem+json."""

    @api.exception_handler(BadParameterError)
    def bad_parameter(request: HttpRequest, error: BadParameterError) -> HttpResponse:
        return problem(
            400, _("Deze vraag klopt niet"), error.problem.message, error.problem.parameter
        )

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        first = error.errors[0]
        return problem(400, _("Deze vraag klopt niet"), first["msg"], str(first["loc"][-1]))

    @api.exception_handler(HttpError)
    def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(error.status_code, str(error), str(error))

    @api.exception_handler(EngineUnavailableError)
    def unavailable(request: HttpRequest, error: EngineUnavailableError) -> HttpResponse:
        response = problem(503, _("Zoeken kan nu niet"), _("Probeer het over een minuut opnieuw."))
        response["Retry-After"] = str(RETRY_AFTER)
        return response
