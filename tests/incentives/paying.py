"""Small plans to test with: credits as lines of text, plans as TOML."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from salesops.incentives.calculation import Calculation, calculated
from salesops.incentives.credit_checks import world_of
from salesops.incentives.credits import Credit, credits_of
from salesops.incentives.plan import Plan
from salesops.incentives.plan_file import plan_file
from salesops.incentives.quotas import Quotas
from salesops.incentives.statement import Entry, due, rows
from salesops.kernel.period import period
from salesops.kernel.problem import Problem

D = Decimal
HEAD = 'name = "2026"\ncurrency = "CNY"\nends_before = 2027-01-01\n'
TIERS = "tiers = [{amounts}]"


def plan(components: str, head: str = "", version: str = "") -> Plan:
    """One version from the start of 2026 with these components."""
    text = f"{HEAD}{head}\n[[versions]]\nstarts_on = 2026-01-01\n{version}\n{components}"
    return plan_of(text)


def plan_of(text: str) -> Plan:
    found = plan_file(text)
    assert isinstance(found, Plan), [p.reason("en") for p in found]
    return found


def commission(tiers: str, method: str = "marginal", more: str = "") -> str:
    """A commission: tiers as `0 0.04, 200000 0.06`, a start and a rate each."""
    told = [one.split() for one in tiers.split(",")]
    ends = [start for start, _ in told[1:]] + [None]
    lines = [
        f'{{ starts = "{start}", rate = "{rate}"' + (f', ends = "{end}" }}' if end else " }")
        for (start, rate), end in zip(told, ends, strict=True)
    ]
    settings = {"basis": '"booked"', "accumulate": '"year"', "tier_unit": '"amount"'}
    for line in filter(None, map(str.strip, more.split("\n"))):
        key, _, value = line.partition("=")
        settings[key.strip()] = value.strip()
    told_more = "\n".join(f"{key} = {value}" for key, value in settings.items())
    return (
        f'[[versions.components]]\nname = "commission"\nkind = "commission"\n'
        f'tier_method = "{method}"\ntiers = [{", ".join(lines)}]\n{told_more}\n'
    )


def credit(text: str, **told: object) -> Credit:
    """A credit as `payee day amount [order]`."""
    payee, day, amount, *order = text.split()
    made = Credit(payee, date.fromisoformat(day), D(amount), order=order[0] if order else "")
    return Credit(**{**made.__dict__, **told})  # type: ignore[arg-type]


def booked(*texts: str) -> list[Credit]:
    return [credit(text) for text in texts]


def quotas(*told: str) -> Quotas:
    """Quotas as `payee period amount [name]`."""
    found = Quotas()
    for text in told:
        payee, span, amount, *name = text.split()
        found.add(payee, period(span), D(amount), name[0] if name else "")
    return found


def paid(
    of: Plan, rows: Iterable[Credit], held: Quotas | None = None, as_of: str = "2026-12-31"
) -> Calculation:
    """What a plan pays; nothing may be wrong."""
    found, problems = tried(of, rows, held, as_of)
    assert problems == [], [p.reason("en") for p in problems]
    return found


def tried(
    of: Plan, rows: Iterable[Credit], held: Quotas | None = None, as_of: str = "2026-12-31"
) -> tuple[Calculation, list[Problem]]:
    day = date.fromisoformat(as_of)
    world, problems = world_of(of, credits_of(rows), held or Quotas(), day)
    return calculated(world), problems


def by_period(of: Calculation, payee: str = "ann") -> dict[str, Decimal]:
    """What a person is entitled to in each period with any."""
    return {row.period: row.entitled for row in rows(of) if row.payee == payee and row.entitled}


def whole(of: Calculation, payee: str = "ann") -> Decimal:
    return sum(by_period(of, payee).values(), D(0))


def issue(of: Calculation, before: Sequence[Entry] = ()) -> list[Entry]:
    """Everything issued once what is due now is."""
    return [*before, *due(of, before)]


def told(problems: Iterable[Problem]) -> list[str]:
    """The codes of problems; every sentence must be fillable in both languages."""
    found = list(problems)
    assert all(p.reason(lang) and p.remedy(lang) for p in found for lang in ("zh", "en"))
    return [problem.code for problem in found]
