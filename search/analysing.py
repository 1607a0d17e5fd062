"""Analysing many documents on all cores.

A rebuild spends half of its time on words. Other processes do that while this one reads and
writes. They need no Django: a text goes in and terms come out.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context

from search.analysis import text_terms

Texts = tuple[str, ...]
Terms = list[tuple[list[str], list[str]]]


def terms_of(texts: Texts) -> Terms:
    """The terms of each text, as `text_terms` gives them."""
    return [text_terms(text) for text in texts]


def terms_of_many(batch: list[Texts]) -> list[Terms]:
    """The same for a batch of documents: what a process is handed at once."""
    return [terms_of(texts) for texts in batch]


class Pool:
    """Processes that analyse. Started fresh, not forked: an open index does not survive a fork."""

    def __init__(self, processes: int | None = None) -> None:
        self.processes = processes or max(1, (os.cpu_count() or 2) - 1)
        self._executor = ProcessPoolExecutor(self.processes, mp_context=get_context("spawn"))

    def map(self, batches: Iterable[list[Texts]]) -> Iterator[list[Terms]]:
        """Analyse batches in order; no more of them wait in memory than keep everybody busy."""
        waiting: deque[Future[list[Terms]]] = deque()
        for batch in batches:
            waiting.append(self._executor.submit(terms_of_many, batch))
            if len(waiting) > self.processes * 2:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def close(self) -> None:
        """End the processes."""
        self._executor.shutdown(cancel_futures=True)
