"""What simulated years cannot tell of a plan, said with its costs."""

from collections.abc import Iterator

from salesops.incentives.from_ledger import by_orders
from salesops.incentives.plan import Plan
from salesops.incentives.rules import Objectives, Promise
from salesops.kernel.problem import Problem, Wording

ONE_ORDER = Wording(
    "simulated_by_month",
    zh=("“{component}”看单笔订单；模拟里每人每月只有一笔", "费用仅供参考；请再用历史回放核对"),
    en=(
        '"{component}" looks at single orders; a simulated month is one',
        "Take its cost as a hint, and replay the plan on history",
    ),
    severity="warning",
)
ONE_PRODUCT = Wording(
    "simulated_without_products",
    zh=("“{component}”只计部分产品；模拟不分产品，这一项没有费用", "请用历史回放估计这一项"),
    en=(
        '"{component}" counts some products; simulated sales have none, so it costs nothing',
        "Replay it on history",
    ),
    severity="warning",
)
FULL_SCORES = Wording(
    "simulated_full_scores",
    zh=("“{component}”的得分与预测无法模拟，按 100% 计算", "请另行估计得分的影响"),
    en=('Scores and forecasts of "{component}" cannot be simulated: 100 %', "Judge them apart"),
    severity="warning",
)


def limits(plan: Plan) -> Iterator[Problem]:
    """The components whose cost is only a hint, or none at all."""
    for component in plan.versions[-1].components:
        if by_orders(component):
            yield Problem(ONE_ORDER, values={"component": component.name})
        if component.products:
            yield Problem(ONE_PRODUCT, values={"component": component.name})
        if isinstance(component, Objectives | Promise):
            yield Problem(FULL_SCORES, values={"component": component.name})
