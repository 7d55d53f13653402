"""What stages are called in the reader's language: as the process says, where records say less."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from salesops.kernel.problem import Language
from salesops.process.definition import Process, Said, Stage
from salesops.web.crm.models import Pipeline
from salesops.web.crm.stages import present_names
from salesops.web.process.models import ProcessVersion
from salesops.web.process.versions import company_language, holding, meant_of

Names = Mapping[str, str]


def names_in(pipeline: Pipeline | None, language: Language) -> Names:
    """What each stage of a pipeline is called in a language, by every name that means it.

    Nothing where that is the company's own; a name two stages would share is none.
    """
    if pipeline is None or language == company_language():
        return {}
    return names_by(holding(pipeline.pk), pipeline, language)


def names_by(version: ProcessVersion | None, pipeline: Pipeline, language: Language) -> Names:
    """What a version calls the stages of a pipeline, by every name that means them."""
    said = {name: one.in_(language) for name, one in _said(version, pipeline).items()}
    often = Counter(said.values())
    alone = {name: told for name, told in said.items() if often[told] == 1}
    known = present_names([pipeline])
    return {old: alone[now] for (_pipeline, old), now in known.items() if now in alone}


def renamed(process: Process, names: Names) -> Process:
    """The process with its stages called by these names, where there is one."""

    def told(stage: Stage) -> Stage:
        name = names.get(stage.name.zh) or names.get(stage.name.en)
        return replace(stage, name=Said(name, name)) if name else stage

    return replace(process, stages=tuple(map(told, process.stages)))


def _said(version: ProcessVersion | None, pipeline: Pipeline) -> dict[str, Said]:
    """The names that a process gives stages of the pipeline, by what those are called now."""
    stages = version.process.of("deal") if version else []
    meant = [(meant_of(pipeline, stage), stage.name) for stage in stages]
    return {here.name: name for here, name in meant if here}
