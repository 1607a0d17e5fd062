"""Children of a process that has all loaded, and nothing open that a fork may not share."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

FINISH = 120.0  # seconds in which a child ends what it is doing


def fork(task: Callable[[], object]) -> int:
    """A child that does a task and ends; its process id."""
    sys.stdout.flush()
    if child := os.fork():
        return child
    status = 1
    try:
        task()
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def in_child(task: Callable[[], Any]) -> Any:
    """What a task returns, as JSON takes it; done in a child, which keeps what it opened.

    None when the child fails.
    """
    reading, writing = os.pipe()

    def tell() -> None:
        os.write(writing, json.dumps(task()).encode())

    child = fork(tell)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        told = answer.read()
    return None if status_of(child) else json.loads(told)


_known: dict[int, int] = {}


def has_ended(pid: int) -> bool:
    """Whether a child has ended."""
    if pid not in _known:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            _known[pid] = os.waitstatus_to_exitcode(status)
    return pid in _known


def status_of(pid: int) -> int:
    """How a child ended; one that does not within `FINISH` seconds is killed."""
    deadline = time.monotonic() + FINISH
    while not has_ended(pid):
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.002)
    return _known.pop(pid)
