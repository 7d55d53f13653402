"""What a study may tell a reader of amounts that are not theirs to see."""

from collections.abc import Collection
from typing import Any

HIDDEN = ("pay", "before", "of_part", "verdict")
"""What a study says of a person that only whoever sees their pay may read."""
TOTALS = ("cost", "cost_share", "before", "compared")
FEWEST = 3
"""The total of fewer people than these, all hidden, would tell what one of them is paid."""


def gives_away(result: dict[str, Any], persons: Collection[str] | None) -> bool:
    """Whether a total less what the reader sees is the pay of one or two people."""
    people = [one for told in result.get("outcomes", [result]) for one in told["people"]]
    hidden = {one["person"] or one["name"] for one in people if not _is_seen(one, persons)}
    return 0 < len(hidden) < FEWEST


def seen(result: dict[str, Any], persons: Collection[str] | None) -> dict[str, Any]:
    """The result without the amounts of people whose pay the reader may not see; None sees all."""
    without = TOTALS if gives_away(result, persons) else ()
    if "outcomes" in result:
        told = [_without(one, without, persons) for one in result["outcomes"]]
        return {**result, "outcomes": told}
    return _without(result, without, persons)


def _without(
    told: dict[str, Any], totals: Collection[str], persons: Collection[str] | None
) -> dict[str, Any]:
    people = [
        one if _is_seen(one, persons) else {k: v for k, v in one.items() if k not in HIDDEN}
        for one in told["people"]
    ]
    return {k: None if k in totals else v for k, v in told.items()} | {"people": people}


def _is_seen(one: dict[str, Any], persons: Collection[str] | None) -> bool:
    return persons is None or one["person"] in persons
