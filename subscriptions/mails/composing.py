"""A delivery as a mail that can be sent."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _
from django.utils.translation import override

from search.query import SearchQuery
from subscriptions import links
from subscriptions.mails import headers, news, notices
from subscriptions.mails.letter import Footer, Link
from subscriptions.mails.writing import Body, whole, write
from subscriptions.models import Delivery, DeliveryKind, Edition, Subscription
from subscriptions.news import present


class Composer:
    """Makes the mails of one batch. An edition is looked up and written once for all its readers.

    What may be shown is asked when it is first needed, so a composer lives as short as a batch.
    """

    def __init__(self) -> None:
        self._editions: dict[int, Body | None] = {}

    def compose(self, delivery: Delivery) -> EmailMultiAlternatives | None:
        """The mail; None when there is nothing (left) to say.

        Raises `EngineUnavailableError` when it cannot be known now what may be shown.
        """
        with override(settings.LANGUAGE_CODE):
            body = self._body(delivery)
            return None if body is None else self._mail(delivery, body)

    def _body(self, delivery: Delivery) -> Body | None:
        if delivery.kind != DeliveryKind.NEWS:
            return write(notices.letter(delivery))
        edition = delivery.edition
        if edition is None:
            raise ValueError(f"mail {delivery.pk} has no edition")
        if edition.pk not in self._editions:
            query_string = notices.of_subscription(delivery).query.query_string
            self._editions[edition.pk] = _of_edition(edition, query_string)
        return self._editions[edition.pk]

    def _mail(self, delivery: Delivery, body: Body) -> EmailMultiAlternatives:
        head = headers.every_mail(delivery)
        footer = Footer()
        if delivery.kind in (DeliveryKind.NEWS, DeliveryKind.LOST):
            subscription = notices.of_subscription(delivery)
            end = links.unsubscribe_url(subscription)
            head |= headers.of_a_list(subscription.query_id, end)
            footer = _footer(subscription, end)
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


def _of_edition(edition: Edition, query_string: str) -> Body | None:
    query = SearchQuery.parse(query_string)
    items = present(query, edition.items)
    return write(news.letter(query, items)) if items else None


def _footer(subscription: Subscription, end: str) -> Footer:
    lines = [notices.what_comes(subscription)]
    group = subscription.group
    if group is not None:
        lines.append(
            _("U bent ontvanger voor leernetwerk %(network)s.") % {"network": group.network.title}
        )
    manage = links.manage_url(subscription.follower)
    return Footer(
        lines=tuple(lines),
        links=(
            Link(_("Stop deze mails"), end),
            Link(_("Bekijk of wijzig alles wat u volgt"), manage),
        ),
    )
