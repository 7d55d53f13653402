"""What the names of stages that deals went through mean now: open, won or lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from salesops.selling.flow import Status
from salesops.web.crm.models import Pipeline
from salesops.web.crm.stages import present_names


class Standing(Protocol):
    """A deal, or what several have in common."""

    @property
    def pipeline_id(self) -> str | None:
        """The way it goes."""

    @property
    def stage(self) -> str:
        """The stage it is in now."""

    @property
    def status(self) -> Any:
        """Whether it is open, won or lost now."""


@dataclass(frozen=True)
class Meanings:
    """Each name a stage ever had, by pipeline, with its kind and its name now."""

    known: Mapping[tuple[str | None, str], tuple[Status, str]]

    def moved(self, deal: Standing, stage: str) -> tuple[Status, str]:
        """What a deal was that somebody moved to the stage.

        A stage nobody knows any more was an open one, unless the deal ended in it.
        """
        return self.known.get((deal.pipeline_id, stage)) or self.unwritten(deal, stage)

    def unwritten(self, deal: Standing, stage: str) -> tuple[Status, str]:
        """What a deal was in the stage whose moves nobody wrote: what it is now, or open before."""
        return deal.status if stage == deal.stage else "open", stage


def meanings() -> Meanings:
    """What names mean in every pipeline there is."""
    pipelines = list(Pipeline.objects.prefetch_related("stages"))
    now = {(p.pk, s.name): s.kind for p in pipelines for s in p.stages.all()}
    present = present_names(pipelines)
    return Meanings({key: (now[key[0], name], name) for key, name in present.items()})  # type: ignore[misc]  # a choice of the same words
