"""What a pay plan would cost, told: on a past year person by person, and on simulated years."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from salesops.reports.document import (
    Block,
    Cell,
    Column,
    Figures,
    Heading,
    Note,
    Sentence,
    Table,
    Tile,
)
from salesops.reports.pay_study_chart import cost_chart
from salesops.reports.pen import Pen

Result = Mapping[str, Any]
Shown = Callable[[str], bool]
"""Whether the reader may see what this person is paid."""
TENTHS = (1, 5, 9)
YEAR = 364
"""Days of the shortest year a company counts by: fifty-two weeks."""
BAND = ("low", "middle", "high", "mean")


def replay_blocks(result: Result, shown: Shown, pen: Pen) -> tuple[Block, ...]:
    """Cost, cost of sales, distribution, and who gains or loses against the other."""
    people = list(result["people"])
    own = [one for one in people if shown(one["person"])]
    found: list[Block] = [Sentence(_cost_said(result, pen)), _replay_tiles(result, people, pen)]
    if result["before"] is not None:
        found.append(_gainers(people, pen, with_amounts=len(own) == len(people)))
    found.append(_by_person(own, pen, has_before=result["before"] is not None))
    hidden = len(people) - len(own)
    if hidden:
        found.append(Note(pen.say(
            f"另有 {hidden} 人的金额按权限不显示，已计入合计。",
            f"Amounts of {hidden} more people are not yours to see; they are in the totals.",
        )))  # fmt: skip
    return (*found, *_remarks(result["problems"], pen))


def _cost_said(result: Result, pen: Pen) -> str:
    cost, before = number(result["cost"]), number(result["before"])
    share = pen.figure(number(result["cost_share"]), "ratio").text
    days = date.fromisoformat(result["ends_before"]) - date.fromisoformat(result["starts_on"])
    zh, en = (
        ("这一年要付", "The year costs")
        if days.days >= YEAR
        else ("这段时间要付", "These days cost")
    )
    told = pen.say(
        f"{zh} {pen.money(cost)}，占销售额 {share}", f"{en} {pen.money(cost)}, {share} of sales"
    )
    if before is None or cost is None:
        return told
    more = number(result["compared"]) or Decimal(0)
    gap = pen.difference(more - before).text
    return told + pen.say(f"，比对照 {gap}", f": {gap} against what it is compared with")


def _replay_tiles(result: Result, people: Sequence[Result], pen: Pen) -> Figures:
    pays = sorted(number(one["pay"]) or Decimal(0) for one in people)
    tiles = [
        Tile(pen.say("费用", "Cost"), pen.figure(number(result["cost"]), "money")),
        Tile(pen.say("激励费用率", "Cost of sales"),
             pen.figure(number(result["cost_share"]), "ratio")),
        Tile(pen.say("对照的费用", "Cost of the other"), pen.figure(
            number(result["before"]), "money",
            pen.say("没有对照", "Nothing to compare with"))),
    ]  # fmt: skip
    if pays:
        low, middle, high = (pays[min(len(pays) - 1, len(pays) * n // 10)] for n in TENTHS)
        tiles.append(Tile(
            pen.say("每人：中位数", "A person: the middle one"), pen.figure(middle, "money"),
            note=pen.say(f"十分之一低于 {pen.money(low)}，十分之一高于 {pen.money(high)}",
                         f"a tenth below {pen.money(low)}, a tenth above {pen.money(high)}"),
        ))  # fmt: skip
    return Figures(tuple(tiles))


def _gainers(people: Sequence[Result], pen: Pen, *, with_amounts: bool) -> Heading:
    """How many gain and lose; by how much only for whoever sees what each of them is paid."""
    gains = [number(one["pay"]) - number(one["before"])  # type: ignore[operator]  # both are there
             for one in people if one["before"] is not None]  # fmt: skip
    up, down = [g for g in gains if g > 0], [g for g in gains if g < 0]
    plus, minus = (_together(part, pen) if with_amounts else "" for part in (up, down))
    gainer = "person gains" if len(up) == 1 else "people gain"
    loser = "loses" if len(down) == 1 else "lose"
    return Heading(pen.say(
        f"{len(up)} 人多拿{plus}；{len(down)} 人少拿{minus}",
        f"{len(up)} {gainer}{plus}; {len(down)} {loser}{minus}",
    ))  # fmt: skip


def _together(gains: Sequence[Decimal], pen: Pen) -> str:
    told = pen.money(abs(sum(gains, Decimal(0))))
    return pen.say(f"，共 {told}", f", {told} together")


def _by_person(people: Sequence[Result], pen: Pen, *, has_before: bool) -> Table:
    """Who loses most comes first; without a comparison, who is paid most."""
    columns = [
        Column(pen.say("人员", "Person")), Column(pen.say("业绩", "Sold"), "money"),
        Column(pen.say("目标", "Quota"), "money"), Column(pen.say("达成率", "Attainment"), "ratio"),
        Column(pen.say("奖金", "Pay"), "money"),
    ]  # fmt: skip
    if has_before:
        columns += [Column(pen.say("对照", "Other"), "money"),
                    Column(pen.say("差额", "Difference"), "difference")]  # fmt: skip
    rows = sorted(people, key=lambda one: _order(one, has_before=has_before))
    return Table(
        pen.say("每个人", "Person by person"), tuple(columns),
        tuple(_person(one, pen, has_before=has_before) for one in rows),
        empty=pen.say("没有可以显示的人", "Nobody to show"), name=pen.say("人员", "People"),
    )  # fmt: skip


def _order(one: Result, *, has_before: bool) -> tuple[Decimal, str]:
    pay, before = number(one["pay"]) or Decimal(0), number(one["before"])
    gain = pay - before if has_before and before is not None else -pay
    return gain, str(one["name"])


def _person(one: Result, pen: Pen, *, has_before: bool) -> tuple[Cell, ...]:
    sold, quota, pay = (number(one[name]) for name in ("sold", "quota", "pay"))
    before = number(one["before"])
    cells = [
        pen.text(one["name"]), pen.figure(sold, "money"), pen.figure(quota, "money"),
        pen.figure(sold / quota if quota and sold is not None else None, "ratio"),
        pen.figure(pay, "money"),
    ]  # fmt: skip
    if has_before:
        gain = None if before is None or pay is None else pay - before
        cells += [pen.figure(before, "money"), pen.difference(gain)]
    return tuple(cells)


def simulation_blocks(
    result: Result, names: Sequence[str], shown: Shown, pen: Pen
) -> tuple[Block, ...]:
    """Cost bands of each plan side by side, cliffs, and who is paid over or under their part."""
    outcomes = result["outcomes"]
    found: list[Block] = [Sentence(_band_said(outcomes[0], pen)), _bands(outcomes, names, pen)]
    found += [cost_chart(outcomes, names, pen)] if outcomes[0].get("distribution") else []
    found += [_tempted(one, name, pen) for one, name in zip(outcomes, names, strict=True)
              if one["tempted"]]  # fmt: skip
    found.append(_judged(outcomes[0], shown, pen))
    found.append(Note(pen.say(
        "每个人全年的运气由各月独立的运气合成，所以季度和月度方案也有好坏月份；目标按月份的常态分布。"
        "“应得份额”按潜力分，没有潜力时按销售分。高于 125% 算偏高，低于 80% 算偏低。",
        "A year's own luck is made of that of its months, so quarterly and monthly plans meet good "
        "and bad ones; quotas lie over months as an ordinary year does. The fair part follows "
        "potential, or sales where none is known; above 125 % is over, below 80 % under.",
    )))  # fmt: skip
    return (*found, *_remarks(outcomes[0]["problems"], pen))


def _band_said(one: Result, pen: Pen) -> str:
    low, middle, high = (pen.money(number(one["cost"][k])) for k in ("low", "middle", "high"))
    share = pen.figure(number(one["cost_share"]), "ratio").text
    return pen.say(
        f"预计费用 {middle}，十年里有八年在 {low} 到 {high} 之间，费用率 {share}",
        f"{middle} is to be expected; eight years in ten lie between {low} and {high}, "
        f"{share} of sales",
    )


def _bands(outcomes: Sequence[Result], names: Sequence[str], pen: Pen) -> Table:
    columns = (
        Column(pen.say("版本", "Version")), Column("p10", "money"), Column("p50", "money"),
        Column("p90", "money"), Column(pen.say("平均", "Mean"), "money"),
        Column(pen.say("费用率", "Cost of sales"), "ratio"),
        Column(pen.say("模拟年数", "Years"), "count"),
    )  # fmt: skip
    rows = tuple(
        (
            pen.text(name),
            *(pen.figure(number(one["cost"][k]), "money") for k in BAND),
            pen.figure(number(one["cost_share"]), "ratio"), pen.figure(one["years"], "count"),
        )
        for one, name in zip(outcomes, names, strict=True)
    )  # fmt: skip
    return Table(pen.say("费用分布", "What it costs"), columns, rows, name=pen.say("费用", "Cost"))


def _tempted(one: Result, name: str, pen: Pen) -> Table:
    columns = (
        Column(pen.say("在哪里", "Where")), Column(pen.say("达成率", "Attainment"), "ratio"),
        Column(pen.say("每次一下多拿", "Jump, each time"), "money"),
        Column(pen.say("差 5% 以内的机会", "How often just short of it"), "ratio"),
    )  # fmt: skip
    rows = tuple(
        (
            pen.text(each.get(pen.language) or "—"),
            pen.figure(number(each["attainment"]), "ratio"),
            pen.figure(number(each["amount"]), "money"), pen.figure(number(each["share"]), "ratio"),
        )
        for each in one["tempted"]
    )  # fmt: skip
    title = pen.say(
        f"“{name}”的台阶会让人把订单提前", f'Steps of "{name}" that invite pulling orders forward'
    )
    return Table(title, columns, rows, name=pen.say("台阶", "Cliffs"))


def _judged(one: Result, shown: Shown, pen: Pen) -> Table:
    columns = (
        Column(pen.say("人员", "Person")), Column(pen.say("目标", "Quota"), "money"),
        Column(pen.say("潜力", "Potential"), "money"),
        Column(pen.say("预计达成率", "Expected attainment"), "ratio"),
        Column(pen.say("预计奖金", "Expected pay"), "money"),
        Column(pen.say("占应得份额", "Of the fair part"), "ratio"),
        Column(pen.say("判断", "Verdict")),
    )  # fmt: skip
    words = {
        "over": pen.say("偏高", "over"), "under": pen.say("偏低", "under"),
        "fair": pen.say("相称", "fair"),
    }  # fmt: skip
    own = [each for each in one["people"] if each["person"] and shown(each["person"])]
    rows = tuple(
        (
            pen.text(each["name"]), pen.figure(number(each["quota"]), "money"),
            pen.figure(number(each["potential"]), "money"),
            pen.figure(_share(each["sold"], each["quota"]), "ratio"),
            pen.figure(number(each["pay"]), "money"), pen.figure(number(each["of_part"]), "ratio"),
            pen.text(words[each["verdict"]]),
        )
        for each in sorted(own, key=lambda each: -(number(each["of_part"]) or Decimal(0)))
    )  # fmt: skip
    return Table(
        pen.say("谁拿得偏高，谁偏低", "Who is paid over, who under"), columns, rows,
        empty=pen.say("这些人的金额按权限不显示", "These people's amounts are not yours to see"),
        name=pen.say("高低", "Over and under"),
    )  # fmt: skip


def _share(one: str | None, other: str | None) -> Decimal | None:
    part, whole = number(one), number(other)
    return part / whole if part is not None and whole else None


def _remarks(problems: Sequence[Mapping[str, str]], pen: Pen) -> list[Note]:
    return [Note(one[pen.language], is_warning=True) for one in problems[:20]]


def number(text: str | None) -> Decimal | None:
    """The amount a result keeps as text."""
    return None if text is None else Decimal(text)
