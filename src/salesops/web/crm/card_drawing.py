"""A board's cards and heads as HTML, drawn here because a template takes several times as long."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from salesops.kernel import figures
from salesops.kernel.problem import Language
from salesops.selling.standing import Clock, Total
from salesops.web.crm.board_shape import Card, OnBoard
from salesops.web.crm.models import Stage
from salesops.web.text import escaped


@dataclass(frozen=True)
class Pen:
    """How cards are written for one reader: words, icons, the company's currency, addresses.

    `words` and `icons` are HTML by name; `address` leads to a deal's page.
    """

    language: Language
    currency: str
    shows_owner: bool
    words: Mapping[str, str]
    icons: Mapping[str, str]
    address: Callable[[str], str]


def drawn(card: Card, pen: Pen, ways: str | None = None) -> str:
    """One card; every text in it is escaped. `ways` are its own where its column's are others."""
    deal = card.deal
    pk, title, account = escaped(deal.pk), escaped(deal.title), escaped(deal.account or "")
    beside = f" · {account}" if account else ""
    under = f'<p class="muted small clip" dir="auto">{account}</p>' if account else ""
    own = "" if ways is None else f' data-ways="{escaped(ways)}"'
    is_open = deal.status == "open"
    return (
        f'<li class="dealcard {card.clock.pace}" id="deal-{pk}" data-card="{pk}"'
        f' data-name="{title}" data-version="{deal.version}"{own} tabindex="0"'
        f' aria-label="{title}{beside}" aria-describedby="board-keys">'
        f'<a class="title" href="{escaped(pen.address(deal.pk))}" draggable="false" tabindex="-1">'
        f'<span class="clip" dir="auto">{title}</span></a>{under}'
        f'<p class="facts3"><strong class="tabular">{_amount(deal, pen)}</strong> '
        f"{_due(card, pen) if is_open else _closed(deal, pen)}</p>"
        f"{_clock(card.clock, deal, pen) if is_open else ''}</li>"
    )


def head(stage: Stage, total: Total, pen: Pen) -> str:
    """What a column's deals come to."""
    count = f'<div class="sums" data-count="{total.count}">'
    amount = f'<strong class="tabular">{_money(total.amount, pen.currency, pen)}</strong>'
    return f"{count}{amount}{_expected(stage, total, pen)}{_unrated(total, pen)}</div>"


def _expected(stage: Stage, total: Total, pen: Pen) -> str:
    words = pen.words
    if stage.kind != "open":
        return f'<span class="muted small">{words["this_month"]}</span>'
    said = words["no_chance"]
    if stage.probability is not None:
        said = f"{words['weighted']} {_money(total.weighted, pen.currency, pen)}"
    return f'<span class="muted small tabular" title="{words["weighted_why"]}">{said}</span>'


def _unrated(total: Total, pen: Pen) -> str:
    if not total.unrated:
        return ""
    said = pen.words["unrated"] % {"n": total.unrated}
    return f'<span class="tag warn" title="{pen.words["unrated_why"]}">{said}</span>'


def _amount(deal: OnBoard, pen: Pen) -> str:
    return _money(deal.amount, deal.currency or pen.currency, pen)


def _money(amount: Decimal | None, currency: str, pen: Pen) -> str:
    if amount is None:
        return f'<span class="none">{figures.NONE}</span>'
    told = (amount, "money", currency, pen.language)
    return f'<span title="{escaped(figures.exact(*told))}">{escaped(figures.short(*told))}</span>'


def _due(card: Card, pen: Pen) -> str:
    late, icon = (" bad", "late") if card.is_overdue else ("", "due")
    day = _day(card.deal.expected_close_on)
    title = pen.words["expected"]
    return f'<span class="tabular{late}" title="{title}">{pen.icons[icon]}{day or "—"}</span>'


def _closed(deal: OnBoard, pen: Pen) -> str:
    day, owner = _day(deal.closed_on), ""
    if pen.shows_owner and deal.owner:
        owner = f' <span class="clip" title="{pen.words["owner"]}">{escaped(deal.owner)}</span>'
    title = pen.words["closed"]
    return f'<span class="tabular" title="{title}">{pen.icons["closed"]}{day}</span>{owner}'


def _day(day: date | None) -> str:
    return f"{day:%m-%d}" if day else ""


def _clock(clock: Clock, deal: OnBoard, pen: Pen) -> str:
    """How long it has stood there, how often it was put off, and whose it is."""
    words, told = pen.words, {"days": clock.workdays, "limit": clock.limit}
    which = "limited" if clock.limit else "free"
    pushed = owner = ""
    if deal.pushes:
        said = words["pushed"] % {"n": deal.pushes}
        pushed = f'<span class="tag warn" title="{words["pushed_why"]}">{said}</span>'
    if pen.shows_owner and deal.owner:
        owner = f'<span class="clip who" title="{words["owner"]}">{escaped(deal.owner)}</span>'
    return (
        f'<p class="clock {clock.pace}" title="{words[f"{which}_why"] % told}">'
        f'<span aria-hidden="true">{clock.glyph}</span>{words[which] % told}{pushed}{owner}</p>'
    )
