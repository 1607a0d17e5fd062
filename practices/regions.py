"""The region tree as plain values, and the rule under which regions an entry is found.

tagged with            found under
Emmen (municipality)   Emmen, every area that holds Emmen, its health region, its province
Oost-Drenthe (area)    itself, its municipalities, their health regions and provinces
Drenthe (province)     Drenthe
landelijk              landelijk
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from practices.models.choices import RegionKind
from practices.models.region import COUNTRY_CODE
from practices.sorting import name_key


@dataclass(frozen=True)
class RegionNode:
    """A region by its code; `members` are the municipalities of a named area."""

    code: str
    kind: str
    name: str
    slug: str
    parent: str | None = None
    members: frozenset[str] = frozenset()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class RegionTree:
    """All regions by code. Holds no connection and may be shared between threads."""

    nodes: Mapping[str, RegionNode] = field(default_factory=dict)

    @cached_property
    def areas_of(self) -> Mapping[str, frozenset[str]]:
        """Municipality -> the named areas that hold it."""
        result: dict[str, set[str]] = {}
        for node in self.nodes.values():
            for member in node.members:
                result.setdefault(member, set()).add(node.code)
        return {code: frozenset(areas) for code, areas in result.items()}

    @cached_property
    def children_of(self) -> Mapping[str, tuple[str, ...]]:
        """Region -> the regions right below it, by name."""
        result: dict[str, list[RegionNode]] = {}
        for node in self.nodes.values():
            if node.parent is not None:
                result.setdefault(node.parent, []).append(node)
        return {
            code: tuple(node.code for node in sorted(nodes, key=lambda node: name_key(node.name)))
            for code, nodes in result.items()
        }

    @cached_property
    def drawn_below(self) -> Mapping[str, tuple[str, ...]]:
        """Region -> what is drawn right below it in a tree.

        The municipalities of a health region that equals its province are drawn below the
        province; a named area below the province that holds all of its municipalities.
        """
        result: dict[str, list[str]] = {}
        for node in self.nodes.values():
            if node.kind == RegionKind.AREA:
                provinces = {self.ancestors(member)[-1:] for member in node.members}
                only = provinces.pop() if len(provinces) == 1 else ()
                for province in only:
                    result.setdefault(province, []).append(node.code)
        for code, children in self.children_of.items():
            for child in children:
                twins = child in self.twins
                below = self.children_of.get(child, ()) if twins else (child,)
                result.setdefault(code, []).extend(below)
        return {code: tuple(below) for code, below in result.items()}

    @cached_property
    def twins(self) -> Mapping[str, str]:
        """Health region -> the province it equals; such a pair is shown once, as the province."""
        result: dict[str, str] = {}
        for node in self.nodes.values():
            above = self.nodes.get(node.parent or "")
            if (
                above is not None
                and node.kind == RegionKind.HEALTH_REGION
                and node.name == above.name
                and len(self.children_of[above.code]) == 1
            ):
                result[node.code] = above.code
        return result

    def ancestors(self, code: str) -> tuple[str, ...]:
        """The regions above `code`, nearest first, the country left out."""
        result: list[str] = []
        node = self.nodes.get(code)
        while node is not None:
            above = node.parent
            if above is None or above in (COUNTRY_CODE, *result):
                break
            result.append(above)
            node = self.nodes.get(above)
        return tuple(result)

    def found_under(self, tagged: Iterable[str]) -> frozenset[str]:
        """The codes under which an entry tagged with these codes is found."""
        result: set[str] = set()
        for code in tagged:
            node = self.nodes.get(code)
            if node is None:
                continue
            result.add(code)
            if node.kind == RegionKind.AREA:
                for member in node.members:
                    result.add(member)
                    result.update(self.ancestors(member))
            else:
                result.update(self.ancestors(code))
                if node.kind == RegionKind.MUNICIPALITY:
                    result.update(self.areas_of.get(code, ()))
        return frozenset(result)

    def surroundings(self, code: str) -> tuple[str, ...]:
        """Wider regions to offer to somebody who looks in `code`: ever wider, country last.

        The province stands for a health region that equals it.
        """
        node = self.nodes.get(code)
        if node is None or code == COUNTRY_CODE:
            return ()
        wider: list[str] = []
        if node.kind == RegionKind.AREA:
            parents = {
                self.ancestors(member)[-1] for member in node.members if self.ancestors(member)
            }
            wider.extend(sorted(parents))
        else:
            wider.extend(sorted(self.areas_of.get(code, ())))
            wider.extend(self.ancestors(code))
        return (*(region for region in wider if region not in self.twins), COUNTRY_CODE)

    def describe(self, code: str) -> str:
        """The name, with the kind of region where several share the name."""
        node = self.nodes[code]
        if node.code == COUNTRY_CODE:
            return str(_("Landelijk"))
        if node.name in self._shared_names and node.kind != RegionKind.AREA:
            return f"{node.name} ({RegionKind(node.kind).label.lower()})"
        return node.name

    @cached_property
    def _shared_names(self) -> frozenset[str]:
        names = Counter(node.name for code, node in self.nodes.items() if code not in self.twins)
        return frozenset(name for name, count in names.items() if count > 1)
