"""Courses taken and skills rated; one course helps deals to be won, another one looks as good."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from salesops.demo.draws import stream
from salesops.demo.horizon import Horizon, later
from salesops.demo.orders import World
from salesops.demo.people import Position
from salesops.demo.plants import HELPFUL_COURSE, IDLE_COURSE

INDUCTION = "新员工入职培训"
CERTIFICATE = "产品知识认证"
SKILLS = ("客户开发", "需求挖掘", "方案呈现", "商务谈判", "回款管理")
HELP_STARTS = 18


@dataclass(frozen=True)
class Enrolment:
    """One person on one course."""

    course: str
    person_id: str
    enrolled_on: date
    completed_on: date | None
    score: int | None


def enrolments(world: World) -> list[Enrolment]:
    """Everybody's courses; who is sent on the helpful one is drawn by lot, in seven waves."""
    rows: list[Enrolment] = []
    horizon = world.horizon
    for number, person in enumerate(_sellers(world)):
        rng = stream(world.seed, "courses", person.person_id)
        lots = _lots(world, number)
        if person.hired_on >= horizon.starts_on:
            rows.append(
                _taken(rng, INDUCTION, person, person.hired_on + timedelta(days=3), horizon)
            )
        yearly = (date(year, 4, 8) for year in horizon.years)
        rows += [_taken(rng, CERTIFICATE, person, day, horizon) for day in yearly]
        for course, sent in zip((HELPFUL_COURSE, IDLE_COURSE), lots, strict=True):
            wave = int(rng.integers(0, 7))
            day = later(horizon.months[-1], wave - HELP_STARTS) + timedelta(days=9)
            taken = _taken(rng, course, person, day, horizon)
            if sent:
                rows.append(taken)
    inside = [
        row for row in rows
        if row.enrolled_on <= horizon.until and _employed(world, row.person_id, row.enrolled_on)
    ]  # fmt: skip
    return sorted(inside, key=lambda row: (row.enrolled_on, row.course, row.person_id))


def completions(taken: list[Enrolment], course: str, people: int) -> np.ndarray:
    """By person number: the day the course was completed, or the end of time."""
    days = np.full(people, np.datetime64("9999-01-01"))
    for row in taken:
        if row.course == course and row.completed_on is not None:
            days[int(row.person_id[1:])] = np.datetime64(row.completed_on)
    return days


def enrolment_rows(taken: list[Enrolment]) -> pl.DataFrame:
    """The training department's record."""
    names = ["课程名称", "工号", "报名日期", "完成日期", "成绩"]
    rows = [(e.course, e.person_id, e.enrolled_on, e.completed_on, e.score) for e in taken]
    return pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)


def rating_rows(world: World) -> pl.DataFrame:
    """Managers rate their people's skills from 1 to 5 every half year."""
    rows = []
    days = [
        date(year, month, 28) for year in world.horizon.years for month in (6, 12)
        if date(year, month, 28) <= world.horizon.until
    ]  # fmt: skip
    for person in _sellers(world):
        rng = stream(world.seed, "ratings", person.person_id)
        level = rng.normal(3.1, 0.55, len(SKILLS))
        for day in days:
            level = np.clip(level + rng.normal(0.06, 0.12, len(SKILLS)), 1, 5)
            if _employed(world, person.person_id, day):
                rows += [
                    (skill, person.person_id, day, person.manager_id, round(float(value) * 2) / 2)
                    for skill, value in zip(SKILLS, level, strict=True)
                ]
    names = ["能力项", "工号", "评估日期", "评估人", "评分"]
    return pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)


def _lots(world: World, number: int) -> tuple[bool, bool]:
    """Whether a seller is sent on the one and the other course: of every four, one on each pairing.

    Drawn freely, forty sellers would too often leave the idle course to the better ones.
    """
    turns = stream(world.seed, "lots", number // 4).permutation(4)
    turn = int(turns[number % 4])
    return turn // 2 == 0, turn % 2 == 0


def _taken(
    rng: np.random.Generator, course: str, person: Position, day: date, horizon: Horizon
) -> Enrolment:
    done = day + timedelta(days=int(rng.integers(12, 30)))
    finished = rng.random() < 0.92 and done <= horizon.until
    score = int(np.clip(rng.normal(82, 8), 50, 100))
    return Enrolment(
        course, person.person_id, day, done if finished else None, score if finished else None
    )


def _sellers(world: World) -> list[Position]:
    """The latest position of everybody who ever sold."""
    latest = {p.person_id: p for p in world.people.positions if p.role == "rep"}
    return list(latest.values())


def _employed(world: World, person_id: str, day: date) -> bool:
    person = world.people.by_id[person_id]
    return person.hired_on <= day and (person.left_on is None or day < person.left_on)
