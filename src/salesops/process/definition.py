"""The way a company sells, as it shall be: stages with what is done in each, by whom, by when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from salesops.kernel.problem import Language
from salesops.process.limits import Limit

Of = Literal["lead", "deal"]
Kind = Literal["open", "won", "lost"]
DoneBy = Literal["hand", "contact", "owner"]

ROLES: Mapping[str, tuple[str, str]] = {
    "owner": ("负责人", "Owner"),
    "manager": ("负责人的经理", "The owner's manager"),
    "ops": ("销售运营", "Sales ops"),
}
FIELDS: Mapping[Of, Mapping[str, tuple[str, str]]] = {
    "lead": {
        "company": ("公司", "Company"), "phone": ("电话", "Phone"), "email": ("邮箱", "Mail"),
        "source": ("来源", "Source"), "need": ("需求", "What they want"),
        "product_line": ("产品线", "Product line"), "region_id": ("区域", "Region"),
    },
    "deal": {
        "account_id": ("客户", "Customer"), "contact_id": ("联系人", "Contact"),
        "amount": ("金额", "Amount"), "expected_close_on": ("预计成交日", "Expected close"),
        "product_id": ("产品", "Product"), "competitor": ("竞争对手", "Competitor"),
        "next_step": ("下一步", "Next step"),
    },
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """The same in both languages; where one is missing, the other is said."""

    zh: str = ""
    en: str = ""

    def in_(self, language: Language) -> str:
        """What is said in that language."""
        return (self.zh or self.en) if language == "zh" else (self.en or self.zh)

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)


@dataclass(frozen=True)
class Task:
    """What is done in a stage, by whom, by when; and what shows that it is done.

    `done_by` is somebody's tick, a contact that reached the customer, or an owner being there.
    Its clock stands still until every task of the stage named in `after` is done.
    """

    key: str
    name: Said
    role: str = "owner"
    limit: Limit | None = None
    done_by: DoneBy = "hand"
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stage:
    """A state of a lead or deal: what is done there, how long it may take, where it may go.

    `required` must be known to enter it. `moves` are the stages it may go to; None is any.
    """

    key: str
    name: Said
    of: Of = "deal"
    kind: Kind = "open"
    chance: Decimal | None = None
    role: str = "owner"
    limit: Limit | None = None
    tasks: tuple[Task, ...] = ()
    entry: Said = Said()
    exit: Said = Said()
    required: tuple[str, ...] = ()
    moves: tuple[str, ...] | None = None
    talk_track: Said = Said()
    material: tuple[str, ...] = ()


@dataclass(frozen=True)
class Process:
    """The stages in order, those of leads before those of deals."""

    name: Said
    stages: tuple[Stage, ...] = field(default_factory=tuple)

    def stage(self, key: str) -> Stage | None:
        """The stage of this key."""
        return next((stage for stage in self.stages if stage.key == key), None)

    def named(self, name: str) -> Stage | None:
        """The stage of deals that goes by this name in either language."""
        return next((s for s in self.of("deal") if name in (s.name.zh, s.name.en)), None)

    def of(self, of: Of) -> list[Stage]:
        """The stages of leads, or of deals."""
        return [stage for stage in self.stages if stage.of == of]

    def moves(self, stage: Stage) -> list[Stage]:
        """Where what is in the stage may go; the last of leads leads to the first of deals."""
        if stage.moves is None:
            found = [one for one in self.of(stage.of) if one.key != stage.key]
        else:
            found = [one for one in self.stages if one.key in stage.moves]
        leads, deals = self.of("lead"), self.of("deal")
        if stage.of == "lead" and deals and stage == leads[-1] and deals[0] not in found:
            found.append(deals[0])
        return found

    def edges(self) -> Iterator[tuple[Stage, Stage]]:
        """Every move that may be made."""
        for stage in self.stages:
            yield from ((stage, to) for to in self.moves(stage))

    def doing(self, done_by: DoneBy) -> tuple[Stage, Task] | None:
        """The first task of leads that is done by such a thing, and its stage."""
        return next(
            ((s, t) for s in self.of("lead") for t in s.tasks if t.done_by == done_by), None
        )


def role_said(role: str, language: Language) -> str:
    """What people call a role."""
    zh, en = ROLES.get(role, (role, role))
    return zh if language == "zh" else en


def field_said(of: Of, name: str, language: Language) -> str:
    """What people call a field."""
    zh, en = FIELDS[of].get(name, (name, name))
    return zh if language == "zh" else en
