"""What the demo honours and tries: two awards given, a ladder, and a SPIFF that is judged."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from salesops.web.people.models import User

BEST: dict[str, Any] = {
    "name": "月度销冠", "every": "month", "metric": "net_revenue", "best": 1, "points": 50,
    "what_for": "当月净销售额最高的销售。",
}  # fmt: skip
CLUB: dict[str, Any] = {
    "name": "季度达标俱乐部", "every": "quarter", "metric": "attainment", "at_least": Decimal(1),
    "points": 20, "what_for": "一个季度完成目标的每一位销售。",
}  # fmt: skip
LADDER: dict[str, Any] = {
    "name": "销售职级", "every": "quarter", "metric": "attainment",
    "rungs": [
        {"grade": "销售代表", "pay": "9000", "measure": "any_of", "periods": "4", "count": "3",
         "at_least": "1"},
        {"grade": "高级销售代表", "pay": "12000", "measure": "any_of", "periods": "6", "count": "5",
         "at_least": "1.05", "down_periods": "3", "less_than": "0.7", "grace": "2"},
        {"grade": "资深销售代表", "pay": "16000", "down_periods": "3", "less_than": "0.8",
         "grace": "2"},
    ],
}  # fmt: skip
SPIFF_MONTHS = 4
HISTORY_MONTHS = 24


def honour(until: date) -> None:
    """Awards of the last two periods, a ladder, and a SPIFF that began some months ago."""
    from salesops.web.honours.actions import make_award
    from salesops.web.honours.ladder_actions import set_ladder
    from salesops.web.people.models import User

    ops = User.objects.get(username="ops")
    for told in (BEST, CLUB):
        _give_last(ops, make_award(actor=ops, values=told), until)
    set_ladder(actor=ops, values=LADDER)
    _try_spiff(ops, until)


def _give_last(ops: User, award: Any, until: date) -> None:
    """Give an award for the last two periods that are over; nobody where nobody reached it."""
    from salesops.kernel.period import DAY, period
    from salesops.web.honours.actions import give_award
    from salesops.web.honours.results import last_period
    from salesops.web.problems import Refused

    last = last_period(award, until)
    before = last_period(award, period(last).starts_on - DAY)
    for each in (before, last):
        try:
            give_award(actor=ops, award_id=award.pk, period=each)
        except Refused as refusal:
            if refusal.problem.code != "award_nobody":
                raise


def _try_spiff(ops: User, until: date) -> None:
    """The representative's team got an extra bonus; everybody else is the comparison."""
    from salesops.kernel.period import month_later
    from salesops.web.effects.actions import declare_intervention

    begins = month_later(until.replace(day=1), -SPIFF_MONTHS)
    team = _team(month_later(begins, -HISTORY_MONTHS), until)
    if team:
        declare_intervention(actor=ops, values={
            "name": "新品首单奖励", "kind": "spiff", "level": "person", "metric": "net_revenue",
            "what": "每个首次购买新品的客户奖励 800 元。", "method": "did",
            "treated": dict.fromkeys(team, begins.isoformat()), "worth": Decimal(20_000),
            "months_before": HISTORY_MONTHS - 6, "months_after": 6,
        })  # fmt: skip


def _team(since: date, until: date) -> list[str]:
    """The representative and their colleagues who sold in the team all along."""
    from salesops.web.people.models import User
    from salesops.web.people.positions import holding

    rep = User.objects.get(username="rep").person_id
    teams = holding(until).filter(person_id=rep).values("team_id")
    held = [set(holding(day).filter(team_id__in=teams, role="rep")
                .values_list("person_id", flat=True)) for day in (since, until)]  # fmt: skip
    return sorted(held[0] & held[1])
