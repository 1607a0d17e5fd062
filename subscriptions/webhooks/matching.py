"""News -> calls: each webhook is told what is new in its search since the last time."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, Min, OuterRef
from django.utils import timezone

from practices import vocabulary as vocabularies
from search.query import SearchQuery
from subscriptions.matching import indexed_until, new_for, unless_terms_change, writing
from subscriptions.models import Webhook, WebhookCall
from subscriptions.news import Items
from subscriptions.queries import gone


@dataclass(frozen=True)
class _Due:
    webhook: Webhook
    query: SearchQuery


def match_webhooks() -> int:
    """Make calls of what is new for every webhook; return how many.

    A webhook has one call at a time: what happens while that is being tried is in the next. One
    whose search lost a term is switched off: it would be told of things nobody asked for. Raises
    EngineUnavailableError; everything then stays as it was.
    """
    return unless_terms_change(_match_once)


def _match_once(version: str) -> int:
    on = Webhook.objects.filter(switched_off_at__isnull=True)
    until = indexed_until(on.aggregate(first=Min("seen"))["first"] or 0)
    due = _due(until)
    if not due:
        return 0
    groups = list(dict.fromkeys((each.query, each.webhook.seen) for each in due))
    found = dict(
        zip(groups, new_for([(query, seen, until) for query, seen in groups]), strict=True)
    )
    with writing(version):
        return sum(_make(each.webhook, until, found[each.query, each.webhook.seen]) for each in due)


def _due(until: int) -> list[_Due]:
    """The webhooks that something may be new for."""
    open_calls = WebhookCall.objects.filter(webhook=OuterRef("pk"), done_at__isnull=True)
    rows = Webhook.objects.filter(
        ~Exists(open_calls), switched_off_at__isnull=True, seen__lt=until
    ).select_related("query")
    vocabulary = vocabularies.current() if rows else None
    due = []
    for webhook in rows:
        query = SearchQuery.parse(webhook.query.query_string)
        if vocabulary and gone(query, vocabulary):
            webhook.switched_off_at = timezone.now()
            webhook.save(update_fields=["switched_off_at"])
        else:
            due.append(_Due(webhook, query))
    return due


def _make(webhook: Webhook, until: int, items: Items) -> int:
    """Move on what was weighed and write the call, by one worker only. In a transaction."""
    now = timezone.now()
    same = Webhook.objects.filter(pk=webhook.pk, seen=webhook.seen, query=webhook.query_id)
    if not same.update(seen=until) or not items:
        return 0
    WebhookCall.objects.create(
        webhook=webhook,
        after=webhook.seen,
        until=until,
        items=items,
        made_at=now,
        not_before=now,
    )
    return 1
