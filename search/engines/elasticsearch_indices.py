"""The life of an index in the cluster: made, put in service, kept one turn, taken away.

    prefix-v20261122180000000000   an index; the name says when it was made
    prefix-read, prefix-write      aliases to the one in service
    prefix-previous                alias to the one before it, for `--rollback`
    prefix-v...-build              alias to one that is being built

All writing goes through an alias and says so (`require_alias`): an index that was taken away
meanwhile would else come back by itself, empty and without its mapping.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from elasticsearch import BadRequestError, ConflictError, NotFoundError

from search.engines.base import (
    BEGINNING,
    EngineBusyError,
    EngineUnavailableError,
    NoPreviousIndexError,
    aside_since,
)
from search.engines.elasticsearch_client import Connection
from search.engines.elasticsearch_schema import COMMIT_ID, SCHEMA_VERSION, STATE_ID, index_body

MAKING = 30.0  # seconds more than a search, for what changes the state of the cluster
ATTEMPTS = 10


@dataclass(frozen=True)
class _State:
    """What an index remembers of itself, and as whose successor a new state may be written."""

    index: str
    behind_since: datetime | None
    seq_no: int
    primary_term: int


class Indices:
    """The indices of one prefix."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._prefix = connection.address.prefix
        self.read = f"{self._prefix}-read"
        self.write = f"{self._prefix}-write"
        self._previous = f"{self._prefix}-previous"
        self._ours = re.compile(rf"{re.escape(self._prefix)}-v\d+")

    # --- making -----------------------------------------------------------------------

    def make_first(self) -> None:
        """An empty index in service where there is none; it missed all that was ever drained.

        Two processes that meet the lack of one at once both ask for the same name. It gets its
        aliases last: an index is there before its shard answers, and nobody may see it till then.
        """
        name = f"{self._prefix}-v0"
        self._create(name)
        self._write_state(name, BEGINNING)
        actions = [_action("add", name, alias) for alias in (self.read, self.write)]
        try:
            with self._connection.asking(MAKING) as client:
                client.indices.update_aliases(actions=actions)
        except (NotFoundError, EngineUnavailableError):
            # A rebuilt one came into service meanwhile, and maybe took this one away. The server
            # refuses a second index to write to, with a 500.
            if self._in_service() is None:
                raise

    def make(self) -> tuple[str, str]:
        """A new index beside the one in service: its name, and the alias to write through."""
        now = datetime.now(UTC)
        name = f"{self._prefix}-v{now:%Y%m%d%H%M%S%f}"
        self._create(name, building := f"{name}-build")
        self._write_state(name, now)
        return name, building

    def delete(self, *names: str) -> None:
        """Take indices away; one that is gone already is no error."""
        with self._connection.asking(MAKING) as client:
            client.options(ignore_status=404).indices.delete(index=list(names))

    def _create(self, name: str, *aliases: str) -> None:
        """One that is there already is what was asked for.

        Whoever hears nothing of a node that dies asks another one for the same.
        """
        try:
            with self._connection.asking(MAKING) as client:
                client.indices.create(index=name, **index_body(name, aliases))
        except BadRequestError as error:
            if error.error != "resource_already_exists_exception":
                raise

    # --- in and out of service --------------------------------------------------------

    def put_in_service(self, name: str) -> None:
        """Let the aliases name this index, all at once, and keep the one it takes over from.

        Whoever swaps at the same time fails here, since what it takes off is gone.
        """
        current, previous = self._in_service(), self._named(self._previous)
        actions: list[dict[str, Any]] = [
            _action("add", name, alias) for alias in (self.read, self.write)
        ]
        if self._named(f"{name}-build"):
            actions.append(_action("remove", name, f"{name}-build"))
        if previous:
            actions.append(_action("remove", previous, self._previous))
        if current:
            # From now on it misses what is drained.
            self._put_aside(current)
            actions += [_action("remove", current, alias) for alias in (self.read, self.write)]
            actions.append(_action("add", current, self._previous))
        try:
            with self._connection.asking(MAKING) as client:
                client.indices.update_aliases(actions=actions)
        except NotFoundError:
            if self._in_service() != name:
                raise
            # It was done, and asked again of another node since the answer did not come.

    def roll_back(self) -> None:
        """Put the previous index back in service. Raises NoPreviousIndexError."""
        previous = self._named(self._previous)
        if previous is None:
            raise NoPreviousIndexError
        self.put_in_service(previous)

    def clean_up(self) -> None:
        """Take away every index but the one in service and the one before it."""
        with self._connection.asking(MAKING) as client:
            names = client.indices.get_alias(index=f"{self._prefix}-v*").body
        kept = {self._in_service(), self._named(self._previous)}
        old = [name for name in names if self._ours.fullmatch(name) and name not in kept]
        if old:
            self.delete(*old)

    def outdated(self) -> bool:
        """Whether the index in service was made with another mapping, or is not there."""
        try:
            with self._connection.asking() as client:
                found = client.indices.get_mapping(index=self.read).body
        except NotFoundError:
            return True
        return any(
            index["mappings"].get("_meta", {}).get("schema") != SCHEMA_VERSION
            for index in found.values()
        )

    def _in_service(self) -> str | None:
        return self._named(self.read)

    def _named(self, alias: str) -> str | None:
        try:
            with self._connection.asking(MAKING) as client:
                names = sorted(client.indices.get_alias(name=alias).body)
        except NotFoundError:
            return None
        if len(names) > 1:
            raise EngineUnavailableError(f"the alias {alias} names several indices: {names}")
        return names[0]

    # --- the state of an index --------------------------------------------------------

    def token(self) -> str:
        """What is findable: another one after every commit and every swap."""
        try:
            with self._connection.asking() as client:
                found = client.get(index=self.read, id=COMMIT_ID).body
        except NotFoundError as error:
            if "error" in error.body:
                raise  # no index at all
            found = error.body  # nothing was committed yet
        return f"{found['_index']}:{found.get('_version', 0)}"

    def note_commit(self, alias: str) -> None:
        """Make the token a new one.

        The document is written without being read: an update reads through the alias and writes
        through it, and when it is moved in between the two are of different indices.
        """
        with self._connection.asking() as client:
            client.index(index=alias, id=COMMIT_ID, document={}, require_alias=True)

    def behind_since(self) -> datetime | None:
        """Since when the index in service missed drains."""
        return self._state_of(self.read).behind_since

    def caught_up(self, since: datetime) -> None:
        """The index in service missed nothing any more, unless another one came meanwhile."""
        found = self._state_of(self.write)
        if found.behind_since == since:
            with suppress(ConflictError):  # put aside meanwhile; the next drain catches up
                self._replace_state(found, None)

    def _put_aside(self, name: str) -> None:
        """Let an index remember that it misses what is drained from now on."""
        wanted = None
        for _attempt in range(ATTEMPTS):
            found = self._state_of(name)
            if wanted is not None and found.behind_since == wanted:
                return  # it was written, and asked again since the answer did not come
            wanted = aside_since(found.behind_since)
            try:
                self._replace_state(found, wanted)
                return
            except ConflictError:
                continue  # a drain caught up, or another process puts it aside as well
        raise EngineBusyError("another process is swapping")

    def _state_of(self, index: str) -> _State:
        with self._connection.asking() as client:
            found = client.get(index=index, id=STATE_ID).body
        since = found["_source"].get("behind_since")
        return _State(
            index=found["_index"],
            behind_since=None if since is None else datetime.fromisoformat(since),
            seq_no=found["_seq_no"],
            primary_term=found["_primary_term"],
        )

    def _replace_state(self, state: _State, behind_since: datetime | None) -> None:
        """Raises ConflictError when somebody else wrote it since it was read."""
        since = None if behind_since is None else behind_since.isoformat()
        with self._connection.asking() as client:
            client.index(
                index=state.index,
                id=STATE_ID,
                document={"behind_since": since},
                if_seq_no=state.seq_no,
                if_primary_term=state.primary_term,
            )

    def _write_state(self, name: str, behind_since: datetime) -> None:
        """The first state of an index; one that is there already stays."""
        with suppress(ConflictError), self._connection.asking(MAKING) as client:
            client.create(
                index=name,
                id=STATE_ID,
                document={"behind_since": behind_since.isoformat()},
            )


def _action(kind: str, index: str, alias: str) -> dict[str, Any]:
    action: dict[str, Any] = {"index": index, "alias": alias}
    if kind == "remove":
        action["must_exist"] = True
    elif not alias.endswith("-previous"):
        action["is_write_index"] = True
    return {kind: action}
