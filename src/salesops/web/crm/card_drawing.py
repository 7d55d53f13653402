"""A board's cards as HTML, drawn here because a template takes several times as long."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape

from salesops.kernel import figures
from salesops.kernel.problem import Language
from salesops.selling.standing import Clock
from salesops.web.crm.board_shape import Card, OnBoard


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


def drawn(card: Card, pen: Pen) -> str:
    """One card; every text in it is escaped."""
    deal = card.deal
    pk, title, account = escape(deal.pk), escape(deal.title), escape(deal.account or "")
    beside = f" · {account}" if account else ""
    under = f'<p class="muted small clip" dir="auto">{account}</p>' if account else ""
    is_open = deal.status == "open"
    return (
        f'<li class="dealcard {card.clock.pace}" id="deal-{pk}" data-card="{pk}"'
        f' data-name="{title}" data-version="{deal.version}" tabindex="0"'
        f' aria-label="{title}{beside}" aria-describedby="board-keys">'
        f'<a class="title" href="{escape(pen.address(deal.pk))}" draggable="false" tabindex="-1">'
        f'<span class="clip" dir="auto">{title}</span></a>{under}'
        f'<p class="facts3"><strong class="tabular">{_amount(deal, pen)}</strong> '
        f"{_due(card, pen) if is_open else _closed(deal, pen)}</p>"
        f"{_clock(card.clock, deal, pen) if is_open else ''}</li>"
    )


def _amount(deal: OnBoard, pen: Pen) -> str:
    if deal.amount is None:
        return f'<span class="none">{figures.NONE}</span>'
    told = (deal.amount, "money", deal.currency or pen.currency, pen.language)
    return f'<span title="{escape(figures.exact(*told))}">{escape(figures.short(*told))}</span>'


def _due(card: Card, pen: Pen) -> str:
    late, icon = (" bad", "late") if card.is_overdue else ("", "due")
    day = _day(card.deal.expected_close_on)
    title = pen.words["expected"]
    return f'<span class="tabular{late}" title="{title}">{pen.icons[icon]}{day or "—"}</span>'


def _closed(deal: OnBoard, pen: Pen) -> str:
    day, owner = _day(deal.closed_on), ""
    if pen.shows_owner and deal.owner:
        owner = f' <span class="clip" title="{pen.words["owner"]}">{escape(deal.owner)}</span>'
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
        owner = f'<span class="clip who" title="{words["owner"]}">{escape(deal.owner)}</span>'
    return (
        f'<p class="clock {clock.pace}" title="{words[f"{which}_why"] % told}">'
        f'<span aria-hidden="true">{clock.glyph}</span>{words[which] % told}{pushed}{owner}</p>'
    )
