"""The demo's pay plan: one a year for all sellers, approved by four eyes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from salesops.web.pay_plans.models import PayPlanVersion

SELLERS = "rep"
"""The role of a position whose holder sells."""
TARGET_PAY = Decimal(60_000)


def pay_sellers(year: int, since: date, until: date) -> PayPlanVersion:
    """A plan of a year, more above quota, with everybody who sells on it from a day on."""
    from salesops.incentives.plan_file import toml
    from salesops.incentives.templates import TEMPLATES, Asked
    from salesops.web.pay_plans.actions.assigning import Term, assign_pay_plan
    from salesops.web.pay_plans.actions.plans import (
        approve_pay_version,
        make_pay_plan,
        submit_pay_version,
    )
    from salesops.web.people.models import User

    ops, finance = (User.objects.get(username=name) for name in ("ops", "finance"))
    asked = Asked(name=f"{year} 年销售提成方案", currency="CNY", year=year,
                  target_pay=TARGET_PAY)  # fmt: skip
    text = toml(TEMPLATES["accelerated"].plan(asked))
    draft = make_pay_plan(actor=ops, content=text, note="加速提成：超过目标后比例更高", place="CN")
    submit_pay_version(actor=ops, version_id=draft.pk)
    version = approve_pay_version(actor=finance, version_id=draft.pk)
    assign_pay_plan(actor=ops, plan_id=version.pay_plan_id, person_ids=_sellers(until),
                    term=Term(starts_on=max(since, date(year, 1, 1)),
                              ends_before=date(year + 1, 1, 1)))  # fmt: skip
    return version


def _sellers(until: date) -> list[str]:
    from salesops.web.people.positions import holding

    return sorted(holding(until).filter(role=SELLERS).values_list("person_id", flat=True))
