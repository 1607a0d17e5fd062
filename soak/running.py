"""Starting a part that kills, in a process of its own with an environment of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from services.place import PROJECT
from soak.places import Environment


def kills(
    environment: Environment, count: int, seed: int, of: str = "soak.kills"
) -> dict[str, Any]:
    """What a module (`soak.kills`, `soak.cluster`) told of so many kills, with its `faults`.

    Raises RuntimeError when it did not come to its end.
    """
    done = subprocess.run(
        [sys.executable, "-m", of, "--kills", str(count), "--seed", str(seed)],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    if not lines or "kills" not in lines[-1]:
        raise RuntimeError(f"{of} ended with {done.returncode} and told nothing")
    told: dict[str, Any] = lines[-1]
    return told
