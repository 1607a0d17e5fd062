"""Terms are renamed, merged and deleted: nobody silently follows less, or something else."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from practices import vocabulary
from practices.merging import merge
from practices.models import Entry, LearningNetwork, Organisation, Region, Sector, Theme
from search import queue
from search.query import SearchQuery
from search.resolving import resolve
from subscriptions import following, links, matching
from subscriptions.mails import notices
from subscriptions.matching import match
from subscriptions.models import (
    Delivery,
    DeliveryKind,
    FollowedQuery,
    Follower,
    Frequency,
    GroupFollow,
    LostTerm,
    News,
    Subscription,
    SubscriptionState,
    Webhook,
)
from subscriptions.sending import send_waiting
from tests import build
from tests.subscriptions.following import follow, look, told

pytestmark = pytest.mark.django_db


def change_slug(term: Any, slug: str) -> None:
    term.slug = slug
    term.save()


def query_string(subscription: Subscription) -> str:
    subscription.refresh_from_db()
    return subscription.query.query_string


def lost_mails(follower: Follower | None = None) -> list[dict[str, Any]]:
    rows = Delivery.objects.filter(kind=DeliveryKind.LOST).order_by("made_at")
    if follower is not None:
        rows = rows.filter(follower=follower)
    return [row.payload for row in rows]


def group_follow(network: LearningNetwork, query: str, region: Region | None = None) -> GroupFollow:
    found, _made = FollowedQuery.objects.get_or_create(query_string=query)
    return GroupFollow.objects.create(network=network, query=found, region=region)


def recipient(group: GroupFollow, email: str) -> Subscription:
    return Subscription.objects.create(
        follower=Follower.objects.get_or_create(email=email)[0],
        query=group.query,
        group=group,
        state=SubscriptionState.ACTIVE,
        confirmed_at=timezone.now(),
    )


def test_confirming_what_went_up_in_what_sends_already_skips_nothing(network: Any) -> None:
    one, other = Theme.objects.create(name="Aa"), Theme.objects.create(name="Bb")
    mine = follow("thema=aa", frequency=Frequency.WEEKLY)
    following.ask(SearchQuery.parse("thema=bb"), mine.follower.email, Frequency.WEEKLY)
    token = links.confirm_url(Subscription.objects.get(nonce__gt="")).rstrip("/").split("/")[-1]
    made = build.entry(themes=["Aa"])
    look()
    merge(other, one)
    look()
    asked = links.read_confirm(token)
    assert asked is not None
    assert following.confirm(asked)
    match(Frequency.WEEKLY)

    assert told(mine) == [[made.pk]]


# --- renamed -------------------------------------------------------------------------------


def test_followers_of_a_renamed_term_hear_of_what_comes_and_of_nothing_old(network: Any) -> None:
    build.entry(sectors=["Welzijn"])
    look()
    mine = follow("sector=welzijn")
    change_slug(Sector.objects.get(), "sociaal")
    look()
    assert query_string(mine) == "sector=sociaal"
    assert match(Frequency.AT_ONCE) == 0  # the entry is not new, its term is called otherwise
    made = build.entry(sectors=["Welzijn"])
    look()
    match(Frequency.AT_ONCE)
    assert told(mine) == [[made.pk]]


def test_only_the_value_is_replaced_and_not_what_looks_like_it(db: None) -> None:
    sector, longer = Sector.objects.create(name="Zorg"), Sector.objects.create(name="Zorg thuis")
    theme = Theme.objects.create(name="Zorg")
    mine = follow("q=sector%3Dzorg&sector=zorg&sector=zorg-thuis&thema=zorg")
    change_slug(sector, "a-zorg")
    assert SearchQuery.parse(query_string(mine)) == SearchQuery.parse(
        f"q=sector%3Dzorg&sector=a-zorg&sector={longer.slug}&thema={theme.slug}"
    )


def test_a_region_with_another_code_is_followed_on(db: None) -> None:
    build.drenthe()
    mine = follow("regio=GM0114")
    emmen = Region.objects.get(code="GM0114")
    emmen.code = "GM9999"
    emmen.save()
    assert query_string(mine) == "regio=GM9999"


def test_nothing_is_passed_over_while_the_index_still_has_the_old_value(network: Any) -> None:
    mine = follow("sector=welzijn")
    look()
    made = build.entry(sectors=["Welzijn"])
    look()
    change_slug(Sector.objects.get(), "sociaal")  # the index has the entry as it was
    assert match(Frequency.AT_ONCE) == 0
    queue.drain()
    assert match(Frequency.AT_ONCE) == 1
    assert told(mine) == [[made.pk]]


def test_a_term_renamed_while_its_search_is_matched(
    network: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = follow("sector=welzijn")
    look()
    made = build.entry(sectors=["Welzijn"])
    look()
    found = matching.new_for

    def renamed_meanwhile(wanted: Any) -> Any:
        monkeypatch.setattr(matching, "new_for", found)
        change_slug(Sector.objects.get(), "sociaal")
        queue.drain()
        return found([(query.with_values("sector", ["niets"]), a, b) for query, a, b in wanted])

    monkeypatch.setattr(matching, "new_for", renamed_meanwhile)
    assert match(Frequency.AT_ONCE) == 1
    assert told(mine) == [[made.pk]]


# --- merged --------------------------------------------------------------------------------


def test_two_searches_that_become_the_same_are_one(db: None) -> None:
    one, two = Sector.objects.create(name="Een"), Sector.objects.create(name="Twee")
    first, second = follow("sector=een"), follow("sector=twee")
    alone = follow("sector=een", email="ander@voorbeeld.test")
    Subscription.objects.filter(pk=first.pk).update(seen=3)
    Subscription.objects.filter(pk=second.pk).update(seen=9)
    merge(one, two)
    kept = Subscription.objects.get(follower=first.follower)
    assert (kept.pk, kept.seen, kept.query.query_string) == (first.pk, 3, "sector=twee")
    assert query_string(alone) == "sector=twee"
    assert FollowedQuery.objects.count() == 1
    assert lost_mails() == []


def test_the_one_that_works_stays_whichever_is_older(db: None) -> None:
    one, two = Sector.objects.create(name="Een"), Sector.objects.create(name="Twee")
    paused, active = follow("sector=een"), follow("sector=twee")
    Subscription.objects.filter(pk=paused.pk).update(state=SubscriptionState.PAUSED)
    merge(one, two)
    kept = Subscription.objects.get()
    assert (kept.pk, kept.state) == (active.pk, SubscriptionState.ACTIVE)


def test_a_link_in_an_old_mail_ends_the_one_that_remains(
    db: None, settings: Any, client: Any
) -> None:
    one, two = Sector.objects.create(name="Een"), Sector.objects.create(name="Twee")
    first, second = follow("sector=een"), follow("sector=twee")
    old_links = [links.unsubscribe_url(each).rstrip("/").split("/")[-1] for each in (first, second)]
    merge(one, two)
    kept = Subscription.objects.get()
    assert [links.read_unsubscribe(token) for token in old_links] == [kept, kept]


def test_waiting_mails_of_both_are_sent(network: Any) -> None:
    one, two = build.term(Sector, "Een"), build.term(Sector, "Twee")
    look()
    follow("sector=een")
    follow("sector=twee")
    entries = {build.entry(sectors=["Een"]).pk, build.entry(sectors=["Twee"]).pk}
    look()
    match(Frequency.AT_ONCE)
    merge(one, two)
    kept = Subscription.objects.get()
    assert {pk for items in told(kept) for pk in items} == entries


def test_a_merge_makes_no_news_of_entries_that_were_found_before(network: Any) -> None:
    build.entry(sectors=["Een"])
    one, two = Sector.objects.get(), build.term(Sector, "Twee")
    look()
    mine = follow("sector=een")
    before = News.objects.count()
    merge(one, two)
    look()
    assert (News.objects.count(), match(Frequency.AT_ONCE), told(mine)) == (before, 0, [])


def test_groups_and_webhooks_come_together(network: LearningNetwork) -> None:
    one, two = Sector.objects.create(name="Een"), Sector.objects.create(name="Twee")
    groups = [group_follow(network, f"sector={slug}") for slug in ("een", "twee")]
    both = [recipient(group, "bureau@voorbeeld.test") for group in groups]
    extra = recipient(groups[0], "tweede@voorbeeld.test")
    for group, seen in zip(groups, (4, 7), strict=True):
        Webhook.objects.create(
            network=network, query=group.query, url="https://drenthe.test/", seen=seen
        )
    merge(one, two)
    group = GroupFollow.objects.get()
    assert {each.follower_id for each in group.recipients.all()} == {
        both[0].follower_id,
        extra.follower_id,
    }
    assert all(each.query_id == group.query_id for each in group.recipients.all())
    assert Webhook.objects.get().seen == 4


def test_what_is_followed_for_a_merged_region_is_followed_for_the_other(
    network: LearningNetwork,
) -> None:
    build.drenthe()
    emmen, coevorden = (Region.objects.get(code=code) for code in ("GM0114", "GM0109"))
    groups = [group_follow(network, "q=nachtzorg", place) for place in (emmen, coevorden)]
    for group in groups:
        recipient(group, f"{group.pk}@voorbeeld.test")
    merge(emmen, coevorden)
    group = GroupFollow.objects.get()
    assert (group.region, group.recipients.count()) == (coevorden, 2)


# --- deleted -------------------------------------------------------------------------------


def test_a_follower_is_told_once_and_offered_what_is_near(network: Any) -> None:
    build.entry(themes=["Eenzaamheid", "Ontmoeten"])
    build.entry(themes=["Eenzaamheid", "Ontmoeten", "Wonen"])
    build.entry(themes=["Valpreventie"])
    mine = follow("thema=eenzaamheid&soort=praktijk")
    Theme.objects.get(slug="eenzaamheid").delete()
    mine.refresh_from_db()
    assert mine.state == SubscriptionState.LOST
    assert lost_mails() == [
        {
            "label": "Eenzaamheid",
            "what": "nieuwe praktijkvoorbeelden over Eenzaamheid",
            "alternatives": [
                ["Ontmoeten", "soort=praktijk&thema=ontmoeten"],
                ["Wonen", "soort=praktijk&thema=wonen"],
            ],
            "goes_on": False,
        }
    ]
    assert LostTerm.objects.count() == 1
    build.entry()
    look()
    assert match(Frequency.AT_ONCE) == 0  # nothing wider than was asked for


def test_a_search_with_other_values_left_goes_on_with_those(db: None) -> None:
    gone = Sector.objects.create(name="Een")
    Sector.objects.create(name="Twee")
    mine = follow("sector=een&sector=twee")
    gone.delete()
    assert query_string(mine) == "sector=twee"
    assert mine.state == SubscriptionState.ACTIVE
    assert [mail["goes_on"] for mail in lost_mails()] == [True]


def test_a_search_that_was_kept_under_an_old_value_is_known_as_well(db: None) -> None:
    sector = Sector.objects.create(name="Een")
    change_slug(sector, "een-nieuw")
    mine = follow("sector=een")
    sector.delete()
    mine.refresh_from_db()
    assert (mine.state, len(lost_mails())) == (SubscriptionState.LOST, 1)


def test_who_did_not_confirm_hears_nothing_and_cannot_confirm_any_more(db: None) -> None:
    sector = Sector.objects.create(name="Een")
    asked = follow("sector=een")
    Subscription.objects.update(state=SubscriptionState.PENDING, confirmed_at=None, nonce="geheim")
    sector.delete()
    assert not Subscription.objects.filter(pk=asked.pk).exists()
    assert lost_mails() == []


def test_a_request_on_a_paused_subscription_does_not_revive_a_lost_search(db: None) -> None:
    sector = Sector.objects.create(name="Een")
    mine = follow("sector=een")
    Subscription.objects.update(state=SubscriptionState.PAUSED, nonce="gevraagd")
    mine.refresh_from_db()
    token = links.confirm_url(mine).rstrip("/").split("/")[-1]
    assert links.read_confirm(token) is not None
    sector.delete()
    assert links.read_confirm(token) is None


def test_killed_halfway_nobody_was_told_and_the_term_is_there(db: None) -> None:
    sector = Sector.objects.create(name="Een")
    mine = follow("sector=een")
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        sector.delete()
        raise KeyboardInterrupt
    mine.refresh_from_db()
    assert mine.state == SubscriptionState.ACTIVE
    assert not Delivery.objects.exists()
    assert not LostTerm.objects.exists()
    Sector.objects.get().delete()
    assert len(lost_mails()) == 1


@pytest.mark.parametrize("way", ["the entry", "the tree"])
def test_who_followed_an_entry_is_told_that_it_is_gone(network: Any, way: str) -> None:
    gone = build.entry(title="Samen eten", themes=["Ontmoeten"])
    near = build.entry(title="Samen koken", themes=["Ontmoeten"], parent=build.network("groningen"))
    mine = follow(f"vermelding={gone.pk}")
    other = follow(f"vermelding={near.pk}", email="ander@voorbeeld.test")
    (gone if way == "the entry" else LearningNetwork.objects.get(slug="drenthe")).delete()
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.state, other.state) == (SubscriptionState.LOST, SubscriptionState.ACTIVE)
    (mail,) = lost_mails()
    assert mail["label"] == "Samen eten"
    assert mail["alternatives"] == [["Samen koken", f"vermelding={near.pk}"]]


def test_the_title_of_an_entry_that_nobody_may_see_is_not_mailed(network: Any) -> None:
    gone = build.entry(title="Geheim plan")
    follow(f"vermelding={gone.pk}")
    gone.unpublish()
    Entry.objects.get(pk=gone.pk).delete()
    (mail,) = lost_mails()
    assert "Geheim" not in mail["label"]


def test_recipients_of_a_network_that_goes_are_told_and_can_follow_it_themselves(
    network: LearningNetwork,
) -> None:
    group = group_follow(network, "q=nachtzorg")
    recipient(group, "bureau@voorbeeld.test")
    network.delete()
    (mail,) = lost_mails()
    assert mail["label"] == "Drenthe"
    assert [query for _label, query in mail["alternatives"]] == ["q=nachtzorg"]
    assert not GroupFollow.objects.exists()


def test_a_group_and_a_webhook_do_not_go_on_with_something_wider(network: LearningNetwork) -> None:
    sector = Sector.objects.create(name="Een")
    group = group_follow(network, "sector=een")
    Webhook.objects.create(network=network, query=group.query, url="https://drenthe.test/")
    sector.delete()
    group.refresh_from_db()
    assert group.lost_at is not None
    assert Webhook.objects.get().switched_off_at is not None


def test_a_deleted_organisation_and_tag_are_told_too(network: Any) -> None:
    organisation = Organisation.objects.create(name="Stichting Een")
    made = build.entry(tags=["buurt", "wijk"])
    follow(f"organisatie={organisation.slug}")
    follow("trefwoord=buurt")
    organisation.delete()
    made.tags.all().get(slug="buurt").delete()
    assert [mail["label"] for mail in lost_mails()] == ["Stichting Een", "buurt"]
    assert lost_mails()[1]["alternatives"] == [["wijk", "trefwoord=wijk"]]


def test_what_was_near_and_went_as_well_is_not_offered_in_the_mail(network: Any) -> None:
    build.entry(themes=["Eenzaamheid", "Ontmoeten", "Wonen"])
    follow("thema=eenzaamheid")
    Theme.objects.get(slug="eenzaamheid").delete()
    Theme.objects.get(slug="ontmoeten").delete()
    letter = notices.letter(Delivery.objects.get())
    assert [link.label for link in letter.links] == ["Wonen"]


# --- histories -----------------------------------------------------------------------------

SLUGS = [f"t{number}" for number in range(6)]
EVENTS = st.one_of(
    st.tuples(st.just("create"), st.sampled_from(SLUGS), st.just(0)),
    st.tuples(st.just("rename"), st.integers(0, 5), st.sampled_from(SLUGS)),
    st.tuples(st.just("merge"), st.integers(0, 5), st.integers(0, 5)),
    st.tuples(st.just("delete"), st.integers(0, 5), st.just(0)),
    st.tuples(st.just("follow"), st.sets(st.integers(0, 5), min_size=1, max_size=3), st.just(0)),
)


class History:
    """Terms by number, what each reader means by a search, and what old addresses stand for."""

    def __init__(self) -> None:
        self.meant: dict[Any, set[int]] = {}  # follower -> terms (pk) that are followed
        self.ended: set[Any] = set()
        self.mails = 0
        self.addresses: dict[str, int] = {}  # value -> term that it last was

    def terms(self) -> list[Theme]:
        return list(Theme.objects.order_by("pk"))

    def at(self, number: int) -> Theme | None:
        terms = self.terms()
        return terms[number % len(terms)] if terms else None

    def create(self, slug: str, _unused: int) -> None:
        if not Theme.objects.filter(slug=slug).exists():
            Theme.objects.create(
                name=f"{slug} {Theme.objects.count()} {len(self.meant)}"
                f" {self.mails} {len(self.addresses)}",
                slug=slug,
            )

    def rename(self, number: int, slug: str) -> None:
        term = self.at(number)
        if term is not None and not Theme.objects.filter(slug=slug).exists():
            change_slug(term, slug)

    def merge(self, one: int, other: int) -> None:
        loser, winner = self.at(one), self.at(other)
        if loser is None or winner is None or loser.pk == winner.pk:
            return
        merge(loser, winner)
        for terms in self.meant.values():
            if loser.pk in terms:
                terms ^= {loser.pk} | ({winner.pk} - terms)
        for slug, pk in self.addresses.items():
            if pk == loser.pk:
                self.addresses[slug] = winner.pk

    def delete(self, number: int, _unused: int) -> None:
        term = self.at(number)
        if term is None:
            return
        pk = term.pk
        term.delete()
        for follower, terms in self.meant.items():
            if pk in terms and follower not in self.ended:
                self.mails += 1
                terms.discard(pk)
                if not terms:
                    self.ended.add(follower)

    def follow(self, numbers: set[int], _unused: int) -> None:
        chosen = {term for number in numbers if (term := self.at(number)) is not None}
        if chosen:
            values = "&".join(f"thema={term.slug}" for term in chosen)
            made = follow(values, email=f"{len(self.meant)}@voorbeeld.test")
            self.meant[made.follower_id] = {term.pk for term in chosen}

    def check(self) -> None:
        slugs = dict(Theme.objects.values_list("pk", "slug"))
        self.addresses.update({slug: pk for pk, slug in slugs.items()})
        known = vocabulary.current()
        for slug, pk in self.addresses.items():
            assert known.resolve("thema", slug) == slugs.get(pk)
        rows = Subscription.objects.select_related("query")
        states = {row.follower_id: (row.state, row.query.query_string) for row in rows}
        for follower, terms in self.meant.items():
            state, written = states[follower]
            assert state == (
                SubscriptionState.LOST if follower in self.ended else SubscriptionState.ACTIVE
            )
            if follower not in self.ended:
                query = resolve(SearchQuery.parse(written), known)
                assert query.problems == ()
                assert set(query.values("thema")) == {slugs[pk] for pk in terms}
        assert Delivery.objects.filter(kind=DeliveryKind.LOST).count() == self.mails


@given(st.lists(EVENTS, max_size=14))
@settings(max_examples=60, deadline=None)
def test_whatever_happens_to_terms_nobody_follows_something_else(events: list[Any]) -> None:
    with transaction.atomic():
        history = History()
        for slug in SLUGS[:3]:
            history.create(slug, 0)
        history.check()
        for name, first, second in events:
            getattr(history, name)(first, second)
            history.check()
        transaction.set_rollback(True)


def test_a_mail_about_a_lost_term_does_not_say_that_all_will_come(client: Client) -> None:
    Theme.objects.create(name="Aa")
    lost = follow("thema=aa")
    Theme.objects.all().delete()
    send_waiting()
    page = client.get(links.manage_path(lost.follower)).content.decode()
    assert "Wat er was over “Aa”" in page
    for said in (page, " ".join(mail.outbox[0].body.split())):
        assert "alles wat nieuw is" not in said.lower()
    said = " ".join(mail.outbox[0].body.split())
    assert "U volgde nieuwe vermeldingen over Aa. “Aa” bestaat hier niet meer." in said
    assert "Stop deze mails" not in said
