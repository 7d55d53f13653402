"""How long deals have stood in their stage, counted in the company's working days."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.utils import timezone

from salesops.selling.standing import Clock, Workdays
from salesops.web.crm.board_shape import OnBoard
from salesops.web.crm.models import Deal, Stage
from salesops.web.workspace.models import CalendarDay

DAY = timedelta(days=1)


def workdays(first: date, last: date) -> Workdays:
    """The company's working days of a stretch of time; unknown days are as their weekday."""
    told = dict(
        CalendarDay.objects.filter(day__gte=first, day__lte=last).values_list("day", "is_workday")
    )
    days = (first + n * DAY for n in range((last - first).days + 1))
    return Workdays([day for day in days if told.get(day, day.weekday() < 5)])


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
