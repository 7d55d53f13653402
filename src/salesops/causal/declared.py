"""What is declared about an effect before anybody looks at it."""

from dataclasses import dataclass
from typing import Literal

Comparison = Literal["not_yet", "never"]
Method = Literal["did", "sc", "sdid", "matched"]
METHODS: tuple[Method, ...] = ("did", "sc", "sdid", "matched")


@dataclass(frozen=True, kw_only=True)
class Declared:
    """The comparison, the direction that is good, and how sure one wants to be.

    `worth` is the smallest effect worth having, in the unit of the values and at least 0. `alpha`
    is how often an effect may be claimed where there is none.
    """

    method: Method = "did"
    comparison: Comparison = "not_yet"
    higher_is_better: bool = True
    worth: float = 0.0
    alpha: float = 0.05
    power: float = 0.8
    draws: int = 999
    seed: int = 1
