"""What is proposed against a shortfall: the states a measure goes through, and who moves it."""

from collections.abc import Mapping

PROPOSED, ACCEPTED, REJECTED, DONE, DROPPED = (
    "proposed", "accepted", "rejected", "done", "dropped",
)  # fmt: skip
STEPS: Mapping[str, tuple[str, ...]] = {
    PROPOSED: (ACCEPTED, REJECTED), ACCEPTED: (DONE, DROPPED), REJECTED: (), DONE: (), DROPPED: (),
}  # fmt: skip
OWNERS = (DONE, DROPPED)
"""Where whoever carries a measure out may take it; the rest is for those who decide."""


def may_go(status: str, to: str) -> bool:
    """Whether a measure in this state may be taken to another."""
    return to in STEPS.get(status, ())


def open_steps(status: str, *, decides: bool, owns: bool) -> tuple[str, ...]:
    """Where somebody may take it: who decides anywhere, the owner only to an end."""
    return tuple(to for to in STEPS.get(status, ()) if decides or (owns and to in OWNERS))
