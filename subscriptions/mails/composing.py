"""A delivery as a mail that can be sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _
from django.utils.translation import override

from search.query import SearchQuery
from subscriptions import links
from subscriptions.mails import headers, news, notices
from subscriptions.mails.letter import Footer, Link
from subscriptions.mails.writing import Body, whole, write
from subscriptions.models import (
    Delivery,
    DeliveryKind,
    Edition,
    Subscription,
    SubscriptionState,
)
from subscriptions.news import NotIndexedYetError, present_for_good


@dataclass(frozen=True)
class Mail:
    """What goes to the mail server, and the entries of its edition that may not be shown now."""

    message: EmailMultiAlternatives
    left_out: Sequence[int]


@dataclass(frozen=True)
class _Content:
    """The shared part; no body when nothing is left of it."""

    body: Body | None
    left_out: Sequence[int] = ()


class Composer:
    """Makes the mails of one batch. An edition is looked up and written once for all its readers.

    What may be shown is asked when it is first needed, so a composer lives as short as a batch.
    """

    def __init__(self) -> None:
        self._editions: dict[int, _Content | NotIndexedYetError] = {}
        self._sentences: dict[tuple[int, str], str] = {}

    def compose(self, delivery: Delivery) -> Mail | None:
        """The mail; None when there is nothing (left) to say. Raises NotIndexedYetError."""
        with override(settings.LANGUAGE_CODE):
            content = self._content(delivery)
            if content.body is None:
                return None
            return Mail(self._message(delivery, content.body), content.left_out)

    def _content(self, delivery: Delivery) -> _Content:
        if delivery.kind != DeliveryKind.NEWS:
            return _Content(write(notices.letter(delivery)))
        edition = delivery.edition
        if edition is None:
            raise ValueError(f"mail {delivery.pk} has no edition")
        if edition.pk not in self._editions:
            query_string = notices.of_subscription(delivery).query.query_string
            try:
                self._editions[edition.pk] = _of_edition(edition, query_string)
            except NotIndexedYetError as error:
                self._editions[edition.pk] = error
        found = self._editions[edition.pk]
        if isinstance(found, NotIndexedYetError):
            raise found
        return found

    def _message(self, delivery: Delivery, body: Body) -> EmailMultiAlternatives:
        head = headers.every_mail(delivery)
        footer = Footer()
        subscription = delivery.subscription
        if subscription is not None and delivery.kind in (DeliveryKind.NEWS, DeliveryKind.LOST):
            end = links.unsubscribe_url(subscription)
            head |= headers.of_a_list(subscription.query_id, end)
            if subscription.state != SubscriptionState.LOST:  # else there is nothing to stop
                footer = _footer(subscription, self._what_comes(subscription), end)
        text, html = whole(body, footer)
        mail = EmailMultiAlternatives(
            subject=body.letter.subject,
            body=text,
            from_email=settings.BOUNCE_EMAIL,  # of the envelope; readers see the one in `head`
            to=[delivery.follower.email],
            headers=head,
        )
        mail.attach_alternative(html, "text/html")
        return mail

    def _what_comes(self, subscription: Subscription) -> str:
        key = (subscription.query_id, subscription.frequency)
        if key not in self._sentences:
            self._sentences[key] = notices.what_comes(subscription)
        return self._sentences[key]


def _of_edition(edition: Edition, query_string: str) -> _Content:
    query = SearchQuery.parse(query_string)
    items = present_for_good(query, edition.items)
    shown = {item.hit.card.id for item in items}
    left_out = tuple(pk for pk, _news in edition.items if pk not in shown)
    return _Content(write(news.letter(query, items)) if items else None, left_out)


def _footer(subscription: Subscription, what_comes: str, end: str) -> Footer:
    lines = [what_comes]
    group = subscription.group
    if group is not None:
        line = _("U krijgt deze mail als ontvanger van %(network)s.")
        if group.region is not None:
            line = _("U krijgt deze mail als ontvanger van %(network)s, voor %(speaker)s.")
        lines.append(line % notices.names_of(group))
    manage = links.manage_url(subscription.follower)
    return Footer(
        lines=tuple(lines),
        links=(
            Link(_("Stop deze mails"), end),
            Link(_("Bekijk of wijzig alles wat u volgt"), manage),
        ),
    )
