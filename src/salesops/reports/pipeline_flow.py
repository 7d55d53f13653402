"""The pipeline's flow between two days: a sentence, a waterfall, and tables that sum to it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from salesops.kernel import figures
from salesops.reports.charts import PALETTE, Spec
from salesops.reports.document import (
    Block,
    Cell,
    Chart,
    Column,
    Document,
    Heading,
    Note,
    Sentence,
    Table,
)
from salesops.reports.pen import Pen
from salesops.reports.waterfall import waterfall as drawn
from salesops.selling.flow import BUCKETS, ENDS, IN, LABELS, OUT, Bucket, Flow, Part
from salesops.selling.flow_groups import Group

INKS: Mapping[str, str] = {"in": "accent", "out": "bad", "won": "good", "ends": "other"}


def headline(told: Flow, pen: Pen) -> str:
    """What became of the pipeline in a sentence, and what did most of it."""
    opening, closing = told.total("opening"), told.total("closing")
    names = LABELS[pen.language]
    if not any(map(told.count, BUCKETS)):
        return pen.say("这段时间没有商机进出", "No deal came or went in this time")
    came = max(IN, key=told.total)
    went = max(OUT, key=told.total)
    gained = f"{names[came]} {pen.money(told.total(came))}" if told.total(came) else ""
    gone = f"{names[went]} {pen.money(told.total(went))}" if told.total(went) else ""
    change = figures.difference(closing - opening, "money", pen.currency, pen.language)
    moved = pen.say("，", ", ").join(part for part in (gained, gone) if part)
    whole = pen.say(
        f"管道从 {pen.money(opening)} 到 {pen.money(closing)}（{change}）",
        f"The pipeline went from {pen.money(opening)} to {pen.money(closing)} ({change})",
    )
    largest = pen.say(f"，主要是{moved}", f", mostly {moved}") if moved else ""
    return whole + largest


def waterfall(told: Flow, pen: Pen, links: Mapping[Bucket, str] | None = None) -> Chart:
    """Every bucket as a bar that begins where the one before it ended; `links` open them."""
    rows, level = [], Decimal(0)
    for bucket in BUCKETS:
        amount = told.total(bucket)
        if not told.count(bucket) and bucket not in ENDS:
            continue
        starts, ends = _span(bucket, amount, level)
        level = ends
        bar = _bar(bucket, amount, starts, ends, told.count(bucket), pen)
        rows.append({**bar, "href": (links or {}).get(bucket)})
    title = pen.say("管道变化", "What changed the pipeline")
    return Chart(title, headline(told, pen), _spec(rows, pen), table([Group("", told)], pen, ""))


def _span(bucket: Bucket, amount: Decimal, level: Decimal) -> tuple[Decimal, Decimal]:
    if bucket in ENDS:
        return Decimal(0), amount
    return level, level + (amount if bucket in IN else -amount)


def _bar(
    bucket: Bucket, amount: Decimal, starts: Decimal, ends: Decimal, count: int, pen: Pen
) -> dict[str, Any]:
    kind = (
        "ends" if bucket in ENDS else "won" if bucket == "won" else "in" if bucket in IN else "out"
    )
    sign = "" if bucket in ENDS else "+" if bucket in IN else figures.MINUS
    said = pen.money(amount)
    return {
        "bucket": bucket, "name": LABELS[pen.language][bucket], "from": float(starts),
        "to": float(ends), "top": float(max(starts, ends)), "ink": PALETTE[INKS[kind]],
        "label": f"{sign}{said}" if amount else "0", "count": count,
    }  # fmt: skip


def _spec(rows: Sequence[Mapping[str, Any]], pen: Pen) -> Spec:
    tooltip = [
        {"field": "name", "title": pen.say("变化", "Change")},
        {"field": "label", "title": pen.say("金额", "Amount")},
        {"field": "count", "title": pen.say("商机数", "Deals")},
    ]
    return drawn(rows, tooltip)


def table(groups: Sequence[Group], pen: Pen, by: str, whole: Flow | None = None) -> Table:
    """A row a group with every bucket; what goes out has its minus, so a row adds up."""
    names = LABELS[pen.language]
    columns = (
        *((Column(by),) if by else ()),
        *(Column(names[bucket], "money") for bucket in BUCKETS),
    )
    rows = tuple(_row(group.told, pen, group.name if by else None) for group in groups)
    total = _row(whole, pen, pen.say("合计", "Total") if by else None) if whole else None
    return Table(by, columns, rows, total, name=by or pen.say("管道变化", "Flow"))


def _row(told: Flow, pen: Pen, name: str | None) -> tuple[Cell, ...]:
    cells = tuple(_cell(told, bucket, pen) for bucket in BUCKETS)
    return cells if name is None else (pen.text(name), *cells)


def _cell(told: Flow, bucket: Bucket, pen: Pen) -> Cell:
    amount = told.total(bucket)
    return pen.figure(-amount if bucket in OUT and amount else amount, "money")


def deals_table(
    bucket: Bucket,
    parts: Sequence[Part],
    described: Mapping[str, tuple[str, ...]],
    heads: Sequence[str],
    pen: Pen,
) -> Table:
    """Deals of one bucket in their order, each as `described` by its id."""
    columns = (*(Column(head) for head in heads), Column(pen.say("金额", "Amount"), "money"))
    rows = tuple(
        (*(pen.text(word) for word in described[part.deal_id]), pen.figure(part.amount, "money"))
        for part in parts
        if part.deal_id in described
    )
    name = LABELS[pen.language][bucket]
    return Table(name, columns, rows, name=name)


def document(
    told: Flow,
    split: Table,
    details: Sequence[Table],
    pen: Pen,
    *,
    starts_on: date,
    ends_on: date,
    scope: str,
    taken_at: datetime,
) -> Document:
    """The flow as a file: the sentence, the waterfall, by group, and every bucket's deals."""
    blocks: list[Block] = [Sentence(headline(told, pen)), waterfall(told, pen)]
    blocks += [split]
    for one in details:
        blocks += [Heading(one.title), one]
    blocks.append(Note(_explained(pen)))
    period = f"{starts_on} – {ends_on}"
    return Document(
        title=pen.say("管道变化", "Pipeline flow"), subtitle=period, language=pen.language,
        period=period, scope=scope, as_of=ends_on, taken_at=taken_at,
        snapshot_id=pen.say("即时记录", "records"), currency=pen.currency, blocks=tuple(blocks),
    )  # fmt: skip


def _explained(pen: Pen) -> str:
    return pen.say(
        "期初 + 新增 + 重新打开 + 移入 + 增加 − 减少 − 移出 − 赢单 − 输单 = 期末，逐笔成立。",
        "Opening + new + reopened + pulled in + grown − shrunk − pushed out − won − lost = closing,"
        " for every deal.",
    )
