"""Signed links that each do one thing for one address, and their readers.

A link holds an id, for some the moment it was made, and a signature. What it is for, the key
of its follower and (to confirm) the request that waits are part of what is signed: a link is
void as soon as one of these changes, and one made for something else was never valid. No
address and no key stands in it.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer, TimestampSigner
from django.urls import reverse

from subscriptions.models import Follower, Frequency, Subscription
from subscriptions.renaming import present_subscription

CONFIRM_WITHIN = timedelta(days=3)
MANAGE_WITHIN = timedelta(days=30)

_SEPARATOR = "."


def confirm_url(subscription: Subscription) -> str:
    """The address to confirm a request at: once, and within `CONFIRM_WITHIN`.

    How often is part of what is signed, so that nobody who asks again changes what it confirms.
    """
    frequency = Frequency(subscription.frequency)
    token = _confirm_signer(subscription, frequency).sign(subscription.pk.hex)
    return _address("confirm", token)


def unsubscribe_url(subscription: Subscription) -> str:
    """The address that ends this one subscription (RFC 8058); it never expires."""
    token = _unsubscribe_signer(subscription).sign(subscription.pk.hex)
    return _address("unsubscribe", token)


def manage_path(follower: Follower) -> str:
    """The path of the page where somebody manages what they follow, for `MANAGE_WITHIN`."""
    return reverse("subscriptions:manage", args=[_manage_signer(follower).sign(follower.pk.hex)])


def renewed_manage_path(follower: Follower, token: str) -> str:
    """The path in the place of the one with `token`, after a new key; it lasts no longer."""
    made_at = token.split(_SEPARATOR)[1]
    # As a TimestampSigner writes it, with the moment of the link that was there.
    signed = Signer.sign(_manage_signer(follower), f"{follower.pk.hex}{_SEPARATOR}{made_at}")
    return reverse("subscriptions:manage", args=[signed])


def manage_url(follower: Follower) -> str:
    """The same as an address, for a mail."""
    return f"{settings.BASE_URL}{manage_path(follower)}"


def read_confirm(token: str) -> Subscription | None:
    """The subscription that waits for this confirmation; None when the link is not good (now).

    Its `frequency` is the one that the mail with this link told.
    """
    subscription = _subscription(token)
    if subscription is None or not subscription.nonce:
        return None
    for frequency in Frequency:
        if _is_good(_confirm_signer(subscription, frequency), token, CONFIRM_WITHIN):
            subscription.frequency = frequency
            return subscription
    return None


def read_unsubscribe(token: str) -> Subscription | None:
    """The subscription that this link ends; None when the link is not good (now)."""
    subscription = _subscription(token)
    if subscription is None:
        return None
    return subscription if _is_good(_unsubscribe_signer(subscription), token) else None


def read_manage(token: str) -> Follower | None:
    """Who manages what they follow with this link; None when the link is not good (now)."""
    pk = _id(token)
    follower = Follower.objects.filter(pk=pk).first() if pk else None
    if follower is None:
        return None
    return follower if _is_good(_manage_signer(follower), token, MANAGE_WITHIN) else None


def has_ended(token: str) -> bool:
    """Whether this is written as a link to a subscription that is no more."""
    return _id(token) is not None and _subscription(token) is None


def _confirm_signer(subscription: Subscription, frequency: Frequency) -> TimestampSigner:
    request = f"{subscription.follower.key}:{subscription.nonce}:{frequency.value}"
    return TimestampSigner(sep=_SEPARATOR, salt=f"subscriptions.confirm:{request}")


def _unsubscribe_signer(subscription: Subscription) -> Signer:
    salt = f"subscriptions.unsubscribe:{subscription.follower.key}"
    return Signer(sep=_SEPARATOR, salt=salt)


def _manage_signer(follower: Follower) -> TimestampSigner:
    return TimestampSigner(sep=_SEPARATOR, salt=f"subscriptions.manage:{follower.key}")


def _is_good(signer: Signer, token: str, within: timedelta | None = None) -> bool:
    try:
        if isinstance(signer, TimestampSigner):
            signer.unsign(token, max_age=within)
        else:
            signer.unsign(token)
    except BadSignature:  # or too old
        return False
    return True


def _subscription(token: str) -> Subscription | None:
    pk = _id(token)
    if pk is None:
        return None
    return present_subscription(pk)


def _id(token: str) -> uuid.UUID | None:
    written = token.partition(_SEPARATOR)[0]
    try:
        found = uuid.UUID(hex=written)
    except ValueError:
        return None
    return found if found.hex == written else None


def _address(name: str, token: str) -> str:
    return f"{settings.BASE_URL}{reverse(f'subscriptions:{name}', args=[token])}"
