"""`python -m soak.kills --kills 200 --seed 1`: kill a process at a random moment, and look.

Works on the database and the engine that the environment names, with a catalogue of its own.
Prints one line of JSON: what was counted, and for each kill after which something was wrong what
that was. The same seed gives the same actions; how far they come is up to the machine.
"""

from __future__ import annotations

import argparse
import json
import mmap
import os
import signal
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from functools import partial
from random import Random
from typing import Any

import django
from django.core.management import call_command
from django.db import connections

from soak.processes import fork, has_ended, in_child, status_of

ENTRIES = 60
# A process is killed at most so many seconds after it began what it was to be killed at; or
# anyway, when it does not come to that within its patience.
LATEST, PATIENCE = 0.6, 10.0
COUNTED = ("documents", "waited", "repaired", "lost", "stale", "surplus", "doubled", "refused")
STOP, REFUSALS, FIRST = 0, 1, 2  # places in the shared memory; from FIRST on, a moment each


def main() -> int:
    """Kill so many times; returns 1 when anything was wrong after one of them."""
    parser = argparse.ArgumentParser(prog="python -m soak.kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    django.setup()
    started = time.monotonic()
    in_child(prepare)
    _say("de catalogus staat er", started)
    warm(in_child(texts))
    total: Counter[str] = Counter(dict.fromkeys(COUNTED, 0))
    moments: Counter[str] = Counter()
    faults: list[dict[str, Any]] = []
    for number in range(asked.kills):
        told = kill_once(asked.seed, number)
        moments[told["moment"]] += 1
        total.update({name: told.get(name, 0) for name in COUNTED})
        total["differed"] += bool(told.get("repaired"))
        if told["faults"]:
            faults.append({"number": number, **told})
        if (number + 1) % 20 == 0:
            _say(f"{number + 1} keer gedood, {len(faults)} keer iets mis", started)
    if (left := in_child(clean_up)) > 2:
        faults.append({"faults": [f"{left} indices are left where two are enough"]})
    summary = {"kills": asked.kills, "seed": asked.seed, "moments": moments, **total}
    seconds = round(time.monotonic() - started)
    print(json.dumps({**summary, "seconds": seconds, "faults": faults}))
    return 1 if faults else 0


def _say(text: str, started: float) -> None:
    print(f"  {text} ({time.monotonic() - started:.0f} s)", file=sys.stderr, flush=True)


def prepare() -> None:
    """A small catalogue with its index, in a database that has nothing yet."""
    with open(os.devnull, "w") as quiet:
        call_command("migrate", verbosity=0, stdout=quiet)
        call_command("generate_entries", str(ENTRIES), stdout=quiet)
        # Twice: the queue does not know generated entries, so that the index before the first
        # rebuild lacks them for good, and going back to it would look like a loss.
        for _twice in range(2):
            call_command("rebuild_index", stdout=quiet)


def texts() -> list[str]:
    """What the documents of the catalogue say."""
    from practices import vocabulary
    from search.documents import all_ids, build_documents, texts_of

    documents = build_documents(all_ids(), vocabulary.current())
    return [text for document in documents for text in texts_of(document)]


def warm(words: list[str]) -> None:
    """Load what every process needs and none may share: nothing here opens a connection."""
    from search.analysis import text_terms
    from search.engines import elasticsearch, embedded  # noqa: F401
    from soak import actions, checking  # noqa: F401

    for text in words:
        text_terms(text)
    assert not any(each.connection for each in connections.all(initialized_only=True))


def clean_up() -> int:
    """Rebuild once more, in peace; how many indices are left then."""
    from search.rebuild import rebuild
    from soak.checking import indices_left

    rebuild()
    return indices_left()


# --- one kill ----------------------------------------------------------------------------


def kill_once(seed: int, number: int) -> dict[str, Any]:
    """Let one to three processes work, kill the first, let the others finish, and look.

    Returns what `settle` found, with what the killed one was at (`moment`).
    """
    from soak.actions import Moment
    from soak.checking import settle

    chance = Random(f"{seed}-{number}")
    parts = chance.choice([1, 1, 2, 3])
    shared = mmap.mmap(-1, FIRST + parts)
    children = [fork(partial(work, chance, part, parts, shared)) for part in range(parts)]
    wanted = chance.choice(list(Moment))
    patience = time.monotonic() + PATIENCE
    while shared[FIRST] != wanted and time.monotonic() < patience and not has_ended(children[0]):
        time.sleep(0.001)
    # Most of what can be cut in two takes a few milliseconds, and a rebuild most of a second.
    time.sleep(LATEST * chance.random() ** 2)
    with suppress(ProcessLookupError):
        os.kill(children[0], signal.SIGKILL)
    faults = []
    if (ended := status_of(children[0])) != -signal.SIGKILL:
        faults.append(f"the one to be killed ended by itself: {ended}")
    moment = Moment(shared[FIRST]).name
    shared[STOP] = 1
    for other in children[1:]:
        if ended := status_of(other):
            faults.append(f"one that was not killed failed: {ended}")
    refused = shared[REFUSALS]
    shared.close()
    told: dict[str, Any] = in_child(settle) or {"faults": ["the check itself failed"]}
    told["faults"] = faults + told["faults"]
    return {"moment": moment, "parts": parts, "refused": refused, **told}


def work(chance: Random, part: int, parts: int, shared: mmap.mmap, thinking: float = 0.0) -> None:
    """Do one thing after another, `thinking` seconds apart, until told to stop, or killed."""
    from search import queue
    from soak.actions import REFUSED, Actor, Moment

    mine = Random(f"{chance.random()}-{part}")

    def tell(moment: Moment) -> None:
        shared[FIRST + part] = moment

    drain_now = queue._drain_now
    failures: list[Exception] = []

    def drain_after_commit() -> None:
        tell(Moment.INDEXING)
        try:
            drain_now()
        except Exception as error:
            failures.append(error)  # an editor would not notice it; we do
            raise
        tell(Moment.PUBLISHING)

    queue._drain_now = drain_after_commit
    actor = Actor(mine, part, parts, tell)
    while not shared[STOP]:
        try:
            actor.act()
        except REFUSED:
            shared[REFUSALS] = min(255, shared[REFUSALS] + 1)
        time.sleep(thinking)
    for thread in threading.enumerate():
        if thread.name == "drain":
            thread.join()
    if failures:
        raise failures[0]


if __name__ == "__main__":
    sys.exit(main())
