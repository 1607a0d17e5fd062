"""What is new, as cursors count it."""

from __future__ import annotations

from django.db.models import Max

from subscriptions.models import News


def newest_news_id() -> int:
    """The last news there is; who starts to follow hears of what comes after it."""
    return News.objects.aggregate(newest=Max("id"))["newest"] or 0
