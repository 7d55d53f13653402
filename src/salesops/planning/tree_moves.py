"""Moving nodes of a tree: who stands below whom, and in which order they are shown."""

from collections.abc import Mapping


def depth_first(parents: Mapping[str, str]) -> list[str]:
    """The keys with every node right before those below it, siblings in the order given.

    Who stands below nobody known comes as if at the top.
    """
    below: dict[str, list[str]] = {}
    for key, parent in parents.items():
        below.setdefault(parent if parent in parents else "", []).append(key)
    found, waiting = [], list(reversed(below.get("", ())))
    while waiting:
        key = waiting.pop()
        found.append(key)
        waiting += reversed(below.get(key, ()))
    return found


def is_within(parents: Mapping[str, str], key: str, top: str) -> bool:
    """Whether a node is another or stands somewhere below it."""
    here, steps = key, 0
    while here and here != top and steps <= len(parents):
        here, steps = parents.get(here, ""), steps + 1
    return here == top


def with_regions(
    fresh: Mapping[str, str], now: Mapping[str, str], regions: set[str]
) -> dict[str, str]:
    """A renewed tree in which the regions stay, and below them what stood there.

    `fresh` and `now` give every node's parent; a region whose own parent is gone stands at the
    top of the renewed tree.
    """
    top = next((key for key, parent in fresh.items() if not parent), "")
    kept = {key for key in now if key in regions and key not in fresh}
    found = {}
    for key, parent in fresh.items():
        stood = now.get(key, "")
        found[key] = stood if stood in kept and key != top else parent
    for key in kept:
        found[key] = now[key] if now[key] in fresh or now[key] in kept else top
    return {key: found[key] for key in depth_first(found)}
