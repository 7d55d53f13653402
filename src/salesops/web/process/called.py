"""What stages are called in the reader's language: as the process says, where records say less."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from salesops.ingest.choices import LEAD_STATUSES
from salesops.kernel.problem import Language
from salesops.process.definition import Process, Said, Stage
from salesops.web.crm.models import Lead, Pipeline
from salesops.web.crm.stages import in_use
from salesops.web.process.models import ProcessVersion
from salesops.web.process.versions import company_language, holding, meant_of

Names = Mapping[str, str]
DEALS, STEPS = ("deals.stage",), ("steps.from_stage", "steps.to_stage")


def names_in(pipeline: Pipeline | None, language: Language) -> Names:
    """What each stage of a pipeline is called in a language, by the name it has here.

    Nothing where that is the company's own; a name two stages would share is none.
    """
    if pipeline is None or language == company_language():
        return {}
    return names_by(holding(pipeline.pk), pipeline, language)


def names_by(version: ProcessVersion | None, pipeline: Pipeline, language: Language) -> Names:
    """What a version calls the stages of a pipeline, by the name they have here."""
    stages = version.process.of("deal") if version else []
    meant = [(meant_of(pipeline, stage), stage.name) for stage in stages]
    return without_doubles({here.name: name.in_(language) for here, name in meant if here})


def stages_called(language: Language) -> Mapping[str, Names]:
    """What stages of all pipelines are called in a language, by each dimension that has them.

    A stage that two pipelines call differently goes by the name records have.
    """
    leads = leads_called(LEAD_STATUSES, language)
    if language == company_language():
        return dict.fromkeys(STEPS, leads)
    found: dict[str, set[str]] = {}
    for pipeline in in_use():
        for name, told in names_by(holding(pipeline.pk), pipeline, language).items():
            found.setdefault(name, set()).add(told)
    names = {name: told.pop() for name, told in found.items() if len(told) == 1}
    both = {**leads, **names}
    return {**dict.fromkeys(DEALS, names), **dict.fromkeys(STEPS, both)}


def leads_called(stages: Iterable[str], language: Language) -> Names:
    """What the states of leads are called in a language, which is the one now spoken.

    In the company's own only those that are codes; what people wrote stays.
    """
    own = language == company_language()
    meant = {name: LEAD_STATUSES.get(name.lower()) for name in stages}
    return {
        name: str(Lead.Status(code).label)
        for name, code in meant.items()
        if code and (name == code or not own)
    }


def without_doubles(names: Names) -> Names:
    """The names without those that two would go by: a map must tell them apart."""
    often = Counter(names.values())
    return {name: told for name, told in names.items() if often[told] == 1}


def renamed(process: Process, names: Names) -> Process:
    """The process with its stages called by these names, where there is one."""

    def told(stage: Stage) -> Stage:
        name = names.get(stage.name.zh) or names.get(stage.name.en)
        return replace(stage, name=Said(name, name)) if name else stage

    return replace(process, stages=tuple(map(told, process.stages)))
