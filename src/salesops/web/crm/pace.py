"""How long deals have stood in their stage, counted in the company's working days."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db.models import Func, IntegerField, Q, QuerySet
from django.utils import timezone

from salesops.selling.standing import Clock, Workdays
from salesops.web.crm.board_shape import OnBoard
from salesops.web.crm.models import Deal, Stage
from salesops.web.prepared import Prepared
from salesops.web.workspace.models import CalendarDay


def workdays(first: date, last: date) -> Workdays:
    """The company's working days of a stretch of time; unknown days are as their weekday."""
    told = sorted((one["day"], one["is_workday"]) for one in _told([first], [last]))
    return _workdays(first, last, tuple(told))


@lru_cache(maxsize=64)
def _workdays(first: date, last: date, unlike: Sequence[tuple[date, bool]]) -> Workdays:
    """Counted once: a board looks years back for the deal that stood longest."""
    told = dict(unlike)
    days = map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
    return Workdays([day for day in days if told.get(day, day.weekday() < 5)])


class Weekday(Func):
    """The day of the week as a number, from 0 for Sunday."""

    output_field = IntegerField()
    template = "CAST(strftime('%%%%w', %(expressions)s) AS integer)"

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """PostgreSQL counts them so, too."""
        return self.as_sql(compiler, connection, template="EXTRACT(DOW FROM %(expressions)s)::int")


WEEKEND = (0, 6)


def _unlike(first: Sequence[date], last: Sequence[date]) -> QuerySet[Any, Any]:
    """The days that are not as their weekday: of a whole calendar a few a year."""
    days = CalendarDay.objects.filter(day__gte=first[0], day__lte=last[0])
    weekday = days.alias(weekday=Weekday("day"))
    unlike = Q(is_workday=True, weekday__in=WEEKEND) | (
        Q(is_workday=False) & ~Q(weekday__in=WEEKEND)
    )
    return weekday.filter(unlike).values("day", "is_workday")


_told = Prepared(_unlike)


def entered_on(deal: Deal | OnBoard) -> date | None:
    """The day a deal came into its stage, or was made where nobody wrote that down."""
    entered: datetime | None = deal.entered_stage_at
    return timezone.localtime(entered).date() if entered else deal.created_on


def clocks(
    deals: Iterable[Deal | OnBoard], stages: Mapping[str, Stage], today: date
) -> dict[str, Clock]:
    """The clock of each deal by its id."""
    since = {deal.pk: (entered_on(deal) or today, deal.stage) for deal in deals}
    first = min((day for day, _ in since.values()), default=today)
    worked = workdays(min(first, today), today)
    return {
        pk: Clock(worked.after(day, today), _limit(stages.get(name)))
        for pk, (day, name) in since.items()
    }


def _limit(stage: Stage | None) -> int | None:
    return stage.limit_workdays if stage and stage.kind == Stage.Kind.OPEN else None
