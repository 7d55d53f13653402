"""Two outlooks side by side: what moving a slider changed, and what it did not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from salesops.kernel.figures import short
from salesops.kernel.problem import Language
from salesops.planning.achievability import Outlook

# Below this, a change of a probability is nothing anybody would act on.
LEAST = 0.005

NAMES: Mapping[str, tuple[str, str]] = {
    "chance": ("{node} 达成概率", "the chance that {node} makes its plan"),
    "sales": ("{node} 预期销售额", "what {node} is expected to sell"),
    "share_at_target": ("达标人数占比", "the share of people at target"),
    "pay": ("预期激励支出", "the incentive pay expected"),
    "fairness": ("机会与市场潜力的相关性", "how far chances follow potential"),
}


@dataclass(frozen=True)
class Change:
    """One figure before and after; `moved` is False for a difference below what matters."""

    name: str
    before: float
    after: float
    moved: bool
    node: str = ""

    def sentence(self, language: Language, currency: str = "") -> str:
        """What changed, or that it did not, in words; sums short, in the currency."""
        zh, en = NAMES[self.name]
        what = (zh if language == "zh" else en).format(node=self.node)
        was, now = (_written(self.name, x, language, currency) for x in (self.before, self.after))
        if self.moved:
            told = (f"{what}：{was} → {now}。", f"{what} goes from {was} to {now}.")
        else:
            told = (f"{what}不变（{now}）。", f"{what} does not change ({now}).")
        return told[0] if language == "zh" else told[1][0].upper() + told[1][1:]


def changes(before: Outlook, after: Outlook, nodes: tuple[str, ...] = ()) -> tuple[Change, ...]:
    """What changed between two outlooks drawn with equal generators, and what did not.

    `nodes` names those to speak of; without it, the first of the tree, which is its top.
    """
    return tuple(_changes(before, after, nodes or tuple(before.chances)[-1:]))


def _changes(before: Outlook, after: Outlook, nodes: tuple[str, ...]) -> Iterator[Change]:
    for node in nodes:
        one, other = before.chances[node], after.chances[node]
        yield Change("chance", one, other, abs(other - one) >= LEAST, node)
        sums = before.sales[node].mean, after.sales[node].mean
        yield Change("sales", *sums, _by_more_than_rounding(*sums), node)
    shares = before.share_at_target, after.share_at_target
    yield Change("share_at_target", *shares, abs(shares[1] - shares[0]) >= LEAST)
    paid = before.pay.mean, after.pay.mean
    yield Change("pay", *paid, _by_more_than_rounding(*paid))
    fair = before.fairness.correlation, after.fairness.correlation
    if fair[0] is not None and fair[1] is not None:
        yield Change("fairness", fair[0], fair[1], abs(fair[1] - fair[0]) >= 0.05)


def _by_more_than_rounding(one: float, other: float) -> bool:
    return abs(other - one) >= LEAST * max(abs(one), 1.0)


def _written(name: str, value: float, language: Language, currency: str) -> str:
    if name in ("chance", "share_at_target"):
        return f"{value:.0%}"
    if name == "fairness":
        return f"{value:+.2f}"
    return short(round(value), "money", currency or None, language)
