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
import uuid
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from elasticsearch import BadRequestError, ConflictError, NotFoundError

from search.engines.base import BEGINNING, EngineUnavailableError, NoPreviousIndexError
from search.engines.elasticsearch_client import Connection
from search.engines.elasticsearch_schema import SCHEMA_VERSION, STATE_ID, index_body

MAKING = 30.0  # seconds more than a search, for what changes the state of the cluster


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

        Two processes that meet the lack of one at once both ask for the same name.
        """
        name = f"{self._prefix}-v0"
        try:
            self._create(name, self.read, self.write)
        except BadRequestError as error:
            if error.error != "resource_already_exists_exception":
                raise
        with suppress(ConflictError):  # the other process wrote it
            self._write_state(name, BEGINNING)

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
        with self._connection.asking(MAKING) as client:
            client.indices.create(index=name, **index_body(name, aliases))

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
            self._write_behind(current, datetime.now(UTC))
            actions += [_action("remove", current, alias) for alias in (self.read, self.write)]
            actions.append(_action("add", current, self._previous))
        with self._connection.asking(MAKING) as client:
            client.indices.update_aliases(actions=actions)

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

    def state(self) -> tuple[str, datetime | None]:
        """A token of what is findable, and since when the index in service missed drains."""
        with self._connection.asking() as client:
            found = client.get(index=self.read, id=STATE_ID).body
        since = found["_source"].get("behind_since")
        moment = None if since is None else datetime.fromisoformat(since)
        return f"{found['_index']}:{found['_version']}", moment

    def note_commit(self, alias: str) -> None:
        """Make the token a new one."""
        with self._connection.asking() as client:
            client.update(
                index=alias,
                id=STATE_ID,
                doc={"committed": uuid.uuid4().hex},
                require_alias=True,
                retry_on_conflict=10,
            )

    def caught_up(self, since: datetime) -> None:
        """The index in service missed nothing any more, unless another one came meanwhile."""
        with self._connection.asking() as client:
            found = client.get(index=self.write, id=STATE_ID).body
            if found["_source"].get("behind_since") != since.isoformat():
                return
            try:
                client.update(
                    index=found["_index"],
                    id=STATE_ID,
                    doc={"behind_since": None},
                    if_seq_no=found["_seq_no"],
                    if_primary_term=found["_primary_term"],
                )
            except ConflictError:
                return  # written meanwhile; the next drain catches up once more

    def _write_behind(self, name: str, since: datetime) -> None:
        with self._connection.asking() as client:
            found = client.get(index=name, id=STATE_ID).body
            if found["_source"].get("behind_since") is None:
                client.update(
                    index=name,
                    id=STATE_ID,
                    doc={"behind_since": since.isoformat()},
                    retry_on_conflict=10,  # a drain notes its commit in the same document
                )

    def _write_state(self, name: str, behind_since: datetime) -> None:
        with self._connection.asking(MAKING) as client:
            client.create(
                index=name,
                id=STATE_ID,
                document={"committed": "", "behind_since": behind_since.isoformat()},
            )


def _action(kind: str, index: str, alias: str) -> dict[str, Any]:
    action: dict[str, Any] = {"index": index, "alias": alias}
    if kind == "remove":
        action["must_exist"] = True
    elif not alias.endswith("-previous"):
        action["is_write_index"] = True
    return {kind: action}
