"""The predicate and the queryset choose the same entries, on any tree of pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page, PageViewRestriction

from practices.models import Entry
from practices.visibility import is_visible, visible
from search import queue
from search.engines import current_engine
from search.engines.base import EngineQuery
from tests import build

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
states = st.lists(
    st.tuples(
        st.sampled_from(["drenthe", "groningen"]),
        st.booleans(),  # live
        st.sampled_from([None, -HOUR, HOUR]),  # expiry
        st.booleans(),  # a restriction of its own
    ),
    max_size=6,
)
parents = st.fixed_dictionaries(
    {
        slug: st.tuples(st.booleans(), st.booleans())  # live, restricted
        for slug in ("drenthe", "groningen")
    }
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(states=states, parents=parents, home_restricted=st.sampled_from([False, False, True]))
def test_predicate_queryset_and_index_agree(
    db: None, states: list[Any], parents: dict[str, tuple[bool, bool]], home_restricted: bool
) -> None:
    with transaction.atomic():
        for slug, (live, restricted) in parents.items():
            network = build.network(slug)
            if not live:
                network.unpublish()
            if restricted:
                _restrict(network)
        if home_restricted:
            _restrict(build.home())
        for slug, live, expiry, restricted in states:
            made = build.entry(
                parent=build.network(slug),
                live=live,
                expire_at=timezone.now() + expiry if expiry else None,
            )
            if restricted:
                _restrict(made)

        chosen = set(visible().values_list("pk", flat=True))
        assert chosen == {entry.pk for entry in Entry.objects.all() if is_visible(entry)}

        queue.drain()
        asked = EngineQuery(limit=100, now=int(timezone.now().timestamp()))
        assert set(current_engine().search(asked).ids) == chosen
        transaction.set_rollback(True)
    with current_engine().writer() as writer:
        found = [pk for pk, _fingerprint in current_engine().fingerprints()]
        writer.write([], found, dict.fromkeys(found, 99))
        writer.commit()


def _restrict(page: Page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type="login")


def test_an_expired_page_is_not_served_before_the_unpublishing_ran(client: Client) -> None:
    made = build.entry(title="Verlopen")
    type(made).objects.filter(pk=made.pk).update(expire_at=timezone.now() - HOUR)

    assert client.get(made.url).status_code == 404
