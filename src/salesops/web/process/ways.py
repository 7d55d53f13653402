"""Where a deal may go from here: what its process allows, asks for first, and why not elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from salesops.kernel.problem import Problem
from salesops.process.rules import missing_fields, way_objection
from salesops.web.crm.models import Deal, Pipeline
from salesops.web.language import spoken
from salesops.web.prepared import Prepared, columns, record
from salesops.web.process.enforcing import known_of
from salesops.web.process.models import ProcessVersion
from salesops.web.process.versions import PUBLISHED, stage_of, version_of_deal


@dataclass(frozen=True)
class Way:
    """Whether a stage may be entered, why not, and which fields must be said with the move."""

    objection: Problem | None = None
    asks: Sequence[str] = ()

    @property
    def why_not(self) -> str:
        """Why it may not, as a sentence; nothing where it may."""
        return self.objection.reason(spoken()) if self.objection else ""


@dataclass(frozen=True)
class Ways:
    """The ways from where a deal stands, by stage; what is to be true before it leaves."""

    by_stage: Mapping[int, Way] = field(default_factory=dict)
    leaving: str = ""
    talk_track: str = ""

    def to(self, stage_id: int) -> Way:
        """The way to a stage; without a process every way is open."""
        return self.by_stage.get(stage_id, Way())

    @property
    def closed(self) -> Problem | None:
        """The first way that is not open: it names those that are."""
        return next((way.objection for way in self.by_stage.values() if way.objection), None)


def ways_of(deal: Deal) -> Ways:
    """Where a deal may go in its pipeline, by the version it goes by."""
    version, pipeline = version_of_deal(deal), deal.pipeline
    if version is None or pipeline is None:
        return Ways()
    process, known = version.process, known_of(deal)
    source = stage_of(process, pipeline, deal.stage)
    found = {}
    for stage in pipeline.stages.all():
        target = stage_of(process, pipeline, stage.name)
        closed = way_objection(process, source, target)
        asks = missing_fields(target, known) if target and not closed else ()
        found[stage.pk] = Way(closed, asks)
    said = (source.exit.in_(spoken()), source.talk_track.in_(spoken())) if source else ("", "")
    return Ways(found, *said)


def open_ways(pipeline: Pipeline) -> Mapping[int, Sequence[int]]:
    """By stage, the stages that any version in force leads to; nothing without a process.

    Deals go by different versions: what one of them allows is offered, and refused where it
    does not hold.
    """
    versions = [record(ProcessVersion, row) for row in _in_force([pipeline.pk])]
    stages = list(pipeline.stages.all())
    found: dict[int, list[int]] = {}
    for version in versions:
        meant = [(one.pk, stage_of(version.process, pipeline, one.name)) for one in stages]
        for here, source in meant:
            goals = [to for to, goal in meant if not way_objection(version.process, source, goal)]
            found[here] = sorted({*found.get(here, ()), *goals})
    return found


_in_force = Prepared(
    lambda pipelines: ProcessVersion.objects.filter(
        pipeline=pipelines[0], state=PUBLISHED, begun_at__isnull=False
    ).values(*columns(ProcessVersion))
)
