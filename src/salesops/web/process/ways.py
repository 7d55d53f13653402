"""Where a deal may go from here: what its process allows, asks for first, and why not elsewhere."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from salesops.kernel.problem import Problem
from salesops.process.rules import missing_fields, way_objection
from salesops.web.crm.models import Deal, Pipeline, Stage, Step
from salesops.web.language import spoken
from salesops.web.prepared import Prepared, columns, record
from salesops.web.process.enforcing import known_of
from salesops.web.process.models import ProcessVersion
from salesops.web.process.versions import PUBLISHED, latest, stage_of, version_of_deal
from salesops.web.together import Sought, at_once


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


@dataclass(frozen=True)
class OpenWays:
    """Where deals may go: from each stage by the version that holds, and those that go by another.

    Nothing is said of a stage from which every way is open.
    """

    by_stage: Mapping[int, Sequence[int]] = field(default_factory=dict)
    by_deal: Mapping[str, Sequence[int]] = field(default_factory=dict)

    def drawn(self, deal_id: str) -> str | None:
        """Where a deal may go that goes by another version than the one that holds."""
        return drawn_ways(self.by_deal.get(deal_id))


def drawn_ways(stages: Sequence[int] | None) -> str | None:
    """Stages as a page writes them for its script."""
    return None if stages is None else " ".join(map(str, stages))


def versions_sought(pipeline: Pipeline) -> Sought:
    """The versions deals of the pipeline may go by, asked for together with what else is wanted."""
    return Sought(
        [(_in_force, [pipeline.pk])], lambda rows: [record(ProcessVersion, row) for row in rows]
    )


def open_ways(
    pipeline: Pipeline,
    deals: Iterable[tuple[str, str]],
    versions: Sequence[ProcessVersion] | None = None,
) -> OpenWays:
    """The ways from each stage of the pipeline, and of these deals, told by id and stage.

    A deal keeps the version it began with, so its ways may be others than its column's.
    `versions` are those of `versions_sought`, where whoever asks has them already.
    """
    versions = at_once(versions_sought(pipeline))[0] if versions is None else versions
    held = latest(versions, timezone.localdate())
    if held is None:
        return OpenWays()
    stages = list(pipeline.stages.all())
    by_stage = _led(held, pipeline, stages)
    others = {one.code: one for one in versions if one.pk != held.pk}
    return OpenWays(by_stage, _kept(others, pipeline, stages, dict(deals)) if others else {})


def _led(
    version: ProcessVersion, pipeline: Pipeline, stages: Sequence[Stage]
) -> Mapping[int, Sequence[int]]:
    """By stage, the stages the version leads to."""
    process = version.process
    meant = [(one.pk, stage_of(process, pipeline, one.name)) for one in stages]
    return {
        here: [to for to, goal in meant if not way_objection(process, source, goal)]
        for here, source in meant
    }


def _kept(
    others: Mapping[str, ProcessVersion],
    pipeline: Pipeline,
    stages: Sequence[Stage],
    deals: Mapping[str, str],
) -> Mapping[str, Sequence[int]]:
    """Where those of the deals may go that go by one of the other versions."""
    named = {one["case_id"]: one["process_version"] for one in _named(list(deals))}
    by_name = {stage.name: stage.pk for stage in stages}
    led = {code: _led(others[code], pipeline, stages) for code in set(named.values()) & set(others)}
    return {
        deal_id: led[code][by_name[deals[deal_id]]]
        for deal_id, code in named.items()
        if code in led and deals[deal_id] in by_name
    }


_named = Prepared(
    lambda deals: (
        Step.objects.filter(case_kind=Step.Kind.DEAL, case_id__in=deals)
        .exclude(process_version="")
        .order_by("entered_at", "id")
        .values("case_id", "process_version")
    )
)
_in_force = Prepared(
    lambda pipelines: ProcessVersion.objects.filter(
        pipeline=pipelines[0], state=PUBLISHED, begun_at__isnull=False
    ).values(*columns(ProcessVersion))
)
