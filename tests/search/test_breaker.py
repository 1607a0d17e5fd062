"""A server that gives no answer is left alone for a while."""

from __future__ import annotations

import threading

import pytest

from search.engines.base import EngineUnavailableError
from search.engines.breaker import Breaker, NoAnswerError


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(shortest=10, longest=40, clock=clock)


def fail(breaker: Breaker) -> None:
    with pytest.raises(NoAnswerError), breaker.attempt():
        raise NoAnswerError


def refused(breaker: Breaker) -> bool:
    try:
        with breaker.attempt():
            return False
    except EngineUnavailableError:
        return True


def test_after_no_answer_nobody_waits_again_for_a_while(breaker: Breaker, clock: Clock) -> None:
    assert not refused(breaker)
    fail(breaker)
    assert refused(breaker)
    clock.now += 9.9
    assert refused(breaker)
    clock.now += 0.2
    assert not refused(breaker)
    assert not refused(breaker)


def test_an_error_that_is_an_answer_closes_nothing(breaker: Breaker) -> None:
    with pytest.raises(EngineUnavailableError), breaker.attempt():
        raise EngineUnavailableError("429")

    assert not refused(breaker)


def test_one_at_a_time_tries_again_and_a_failure_starts_a_new_pause(
    breaker: Breaker, clock: Clock
) -> None:
    fail(breaker)
    clock.now += 11
    inside, go_on = threading.Event(), threading.Event()

    def slow_trial() -> None:
        with pytest.raises(NoAnswerError), breaker.attempt():
            inside.set()
            go_on.wait(5)
            raise NoAnswerError

    trial = threading.Thread(target=slow_trial)
    trial.start()
    assert inside.wait(5)
    assert refused(breaker)
    go_on.set()
    trial.join(5)

    assert refused(breaker)
    clock.now += 19
    assert refused(breaker)
    clock.now += 2
    assert not refused(breaker)


def test_the_pauses_grow_to_the_longest_and_begin_anew_after_an_answer(
    breaker: Breaker, clock: Clock
) -> None:
    for pause in (10, 20, 40, 40):
        fail(breaker)
        clock.now += pause - 1
        assert refused(breaker)
        clock.now += 2
    assert not refused(breaker)
    fail(breaker)
    clock.now += 11
    assert not refused(breaker)


def test_one_call_in_vain_closes_nothing_while_others_are_answered(
    breaker: Breaker, clock: Clock
) -> None:
    with pytest.raises(NoAnswerError), breaker.attempt():
        clock.now += 1
        assert not refused(breaker)  # another call, and its answer
        clock.now += 1
        raise NoAnswerError

    assert not refused(breaker)
