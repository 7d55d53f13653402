"""The tree of sales regions, read once: what lies above a region, and what below."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from salesops.web.market.models import Region


@dataclass(frozen=True)
class RegionTree:
    """Each region's parent and name."""

    parents: Mapping[str, str | None]
    names: Mapping[str, str]

    @classmethod
    def read(cls) -> Self:
        """The tree as it is now."""
        rows = list(Region.objects.values_list("region_id", "parent_id", "name"))
        return cls({one: parent for one, parent, _ in rows}, {one: name for one, _, name in rows})

    def path(self, region_id: str | None) -> tuple[str, ...]:
        """The region with all above it, the highest first; nothing for none or an unknown one."""
        found: list[str] = []
        here = region_id
        while here is not None and here in self.parents and here not in found:
            found.append(here)
            here = self.parents[here]
        return tuple(reversed(found))

    def below(self, region_id: str | None) -> frozenset[str]:
        """The region with all below it."""
        return frozenset(one for one in self.parents if region_id in self.path(one))

    def served(self, region_id: str | None) -> tuple[str, ...]:
        """Every region somebody who works in this one may work for: above it, it, and below."""
        return tuple(dict.fromkeys([*self.path(region_id), *sorted(self.below(region_id))]))
