"""The mails about following itself: confirm, you follow this already, manage, a term is gone."""

from __future__ import annotations

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from practices import vocabulary as vocabularies
from practices.visibility import visible
from search.query import SearchQuery
from search.resolving import resolve
from subscriptions import links
from subscriptions.groups.listing import speaker_name
from subscriptions.mails.letter import Letter, Link, clean, cut
from subscriptions.mails.news import search_address
from subscriptions.models import Delivery, DeliveryKind, GroupFollow, Subscription
from subscriptions.wording import sentence, what


def letter(delivery: Delivery) -> Letter:
    """What a mail of any kind but news says."""
    return _WRITERS[DeliveryKind(delivery.kind)](delivery)


def of_subscription(delivery: Delivery) -> Subscription:
    """The subscription a mail is about; a ValueError when it has none."""
    if delivery.subscription is None:
        raise ValueError(f"mail {delivery.pk} ({delivery.kind}) is about no subscription")
    return delivery.subscription


def what_comes(subscription: Subscription, *, quote: bool = True) -> str:
    """What this subscription sends and how often, in one sentence.

    Without `quote` it does not repeat the words that were typed.
    """
    query = SearchQuery.parse(subscription.query.query_string)
    return clean(sentence(query, subscription.frequency, quote=quote))


def _confirm(delivery: Delivery) -> Letter:
    subscription = of_subscription(delivery)
    # Of what was paused the request may say otherwise.
    subscription.frequency = delivery.payload.get("frequency", subscription.frequency)
    asked = _("Iemand, waarschijnlijk u, vroeg om mails op dit adres. Zegt u ja, dan geldt:")
    if subscription.group is not None:
        asked = _("De redactie van %(network)s wil u mails sturen. Zegt u ja, dan geldt:")
        if subscription.group.region is not None:
            asked = _(
                "De redactie van %(network)s wil u namens %(speaker)s mails sturen. "
                "Zegt u ja, dan geldt:"
            )
        asked %= names_of(subscription.group)
    # Anybody can have this mail sent to any address: a stranger writes nothing of it.
    quote = subscription.group is not None
    comes = what_comes(subscription, quote=quote)
    query = SearchQuery.parse(subscription.query.query_string)
    subject = _("Wilt u dit volgen? %(what)s") % {"what": capfirst(what(query, quote=quote))}
    return Letter(
        subject=cut(subject),
        opening=(clean(asked), comes),
        action=Link(_("Ja, dit wil ik volgen"), links.confirm_url(subscription)),
        closing=(
            _("De link werkt %(days)d dagen.") % {"days": links.CONFIRM_WITHIN.days},
            _("Wilt u dit niet? Dan hoeft u niets te doen. U krijgt er geen mails over."),
        ),
    )


def names_of(group: GroupFollow) -> dict[str, str]:
    """Who wants the mails to be sent, and for whom, as a sentence names them."""
    return {
        "network": speaker_name(group.network, None),
        "speaker": speaker_name(group.network, group.region),
    }


def _already(delivery: Delivery) -> Letter:
    opening = [_("Iemand, waarschijnlijk u, vroeg om dit te volgen. Dat doet u al.")]
    if delivery.subscription is not None:
        opening.append(what_comes(delivery.subscription))
        opening.append(_("Wilt u vaker of minder vaak mail? Dat kiest u op uw eigen pagina."))
    return Letter(
        subject=_("U volgt dit al"),
        opening=tuple(opening),
        action=Link(_("Bekijk of wijzig wat u volgt"), links.manage_url(delivery.follower)),
        closing=(_manage_days(),),
    )


def _manage(delivery: Delivery) -> Letter:
    return Letter(
        subject=_("Uw link om te beheren wat u volgt"),
        opening=(
            _(
                "Met deze link ziet u alles wat u volgt. U kunt het wijzigen, pauzeren, stoppen "
                "en alles wat we van u bewaren ophalen of wissen."
            ),
        ),
        action=Link(_("Bekijk wat u volgt"), links.manage_url(delivery.follower)),
        closing=(
            _manage_days(),
            _("Geef de link niet door: wie hem heeft, kan hetzelfde als u."),
            _("Vroeg u dit niet? Dan hoeft u niets te doen."),
        ),
    )


def _lost(delivery: Delivery) -> Letter:
    """`payload`: the label of what is gone, `what` was followed in words, `alternatives` as
    [[label, query string], ...], and whether the subscription `goes_on` with what is left.
    """
    label, goes_on = delivery.payload["label"], delivery.payload["goes_on"]
    offers = tuple(
        Link(clean(name), search_address(SearchQuery.parse(query_string)))
        for name, query_string in delivery.payload["alternatives"]
        if _is_there(SearchQuery.parse(query_string))
    )
    opening = [
        _("U volgde %(what)s. “%(label)s” bestaat hier niet meer.")
        % {"label": label, "what": delivery.payload.get("what") or _("iets met deze term")}
    ]
    if goes_on:
        opening.append(_("Wat overblijft, blijft u volgen. U hoeft niets te doen."))
    else:
        opening.append(_("Daarom krijgt u hierover geen mails meer."))
    if offers:
        opening.append(_("Dit komt er dichtbij. Op de pagina kunt u het volgen:"))
    return Letter(
        subject=cut(_("“%(label)s” bestaat niet meer") % {"label": label}),
        opening=tuple(map(clean, opening)),
        links=offers,
        action=Link(_("Bekijk of wijzig wat u volgt"), links.manage_url(delivery.follower)),
        closing=(_manage_days(),),
    )


def _is_there(query: SearchQuery) -> bool:
    """Whether all that a search names still exists: what was near may be deleted meanwhile."""
    return not resolve(query, vocabularies.current()).problems and visible().filter(
        pk__in=query.entries
    ).count() == len(query.entries)


def _manage_days() -> str:
    return _("De link werkt %(days)d dagen.") % {"days": links.MANAGE_WITHIN.days}


_WRITERS = {
    DeliveryKind.CONFIRM: _confirm,
    DeliveryKind.ALREADY: _already,
    DeliveryKind.MANAGE: _manage,
    DeliveryKind.LOST: _lost,
}
