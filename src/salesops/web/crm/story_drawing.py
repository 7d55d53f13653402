"""The events of a story as HTML, drawn here because a template takes several times as long."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from salesops.kernel import figures
from salesops.kernel.problem import Language
from salesops.selling.contact import kind_label, outcome_code, outcome_label
from salesops.selling.story import Event
from salesops.web.text import escaped

KILO = 1024
LONGEST, SHOWN = 600, 300
"""Characters of a text that is shown whole, and of what is shown of a longer one."""
SPOKEN = frozenset({"activity", "told", "note"})
"""What tells of an event in somebody's own words."""


@dataclass(frozen=True)
class Pen:
    """How a story is written for one reader.

    `words` and `turns` are escaped already; `icon` draws a symbol of a size, `lines` says how
    many lines an order has, `confirm` asks whether a file of this name is to go, `address`
    leads to the page of that name about one record, `local` is the company's clock.
    """

    language: Language
    story_of: str
    may_write: bool
    currency: str
    words: Mapping[str, str]
    turns: Mapping[str, str]
    icons: Mapping[str, str]
    icon: Callable[[str, int], str]
    lines: Callable[[int], str]
    confirm: Callable[[str], str]
    address: Callable[[str, str], str]
    local: Callable[[datetime], datetime]


def drawn(event: Event, pen: Pen) -> str:
    """One event; every text in it is escaped."""
    facts = event.facts
    classes = "event " + event.source
    classes += " reached" if facts.get("reached") else ""
    classes += " theirs" if facts.get("direction") == "inbound" else ""
    said = event.text if event.source in SPOKEN else ""
    words = _said(said) if said else ""
    symbol = pen.icon(pen.icons.get(event.kind, "circle-dot"), 16)
    return (
        f'<li class="{classes}"><span class="mark">{symbol}</span><div class="grow">'
        f'<p class="what">{TELLERS.get(event.source, _owner)(event, pen)}</p>{words}</div>'
        f"{_when(event, pen)}</li>"
    )


def _said(text: str) -> str:
    """What was said; of a long text its beginning, the rest at a click."""
    if len(text) <= LONGEST:
        return f'<p class="said" dir="auto">{_broken(text)}</p>'
    begins, rest = _broken(text[:SHOWN]), _broken(text[SHOWN:])
    return (
        f'<details class="said"><summary dir="auto">{begins}…</summary>'
        f'<p dir="auto">…{rest}</p></details>'
    )


def _activity(event: Event, pen: Pen) -> str:
    facts, word = event.facts, pen.words
    parts = [f"<strong>{escaped(kind_label(event.kind, pen.language))}</strong>"]
    if facts.get("direction") == "inbound":
        parts.append(_tag(word["theirs"]))
    if facts.get("automatic"):
        parts.append(_tag(word["automatic"]))
    if event.who:
        parts.append(f"<span>{escaped(event.who)}</span>")
    if facts.get("with"):
        parts.append(_muted(f"{word['with']} {escaped(facts['with'])}"))
    if facts.get("outcome"):
        outcome = outcome_label(outcome_code(facts["outcome"]), pen.language)
        parts.append(_tag(escaped(outcome), " accent" if facts.get("reached") else ""))
    if facts.get("minutes"):
        parts.append(_muted(f"{facts['minutes']} {word['min']}"))
    if facts.get("deal") and pen.story_of != "deal":
        parts.append(_link(pen.address("deal", facts["deal_id"]), facts["deal"], "muted clip"))
    return "".join(parts)


def _order(event: Event, pen: Pen) -> str:
    is_return = event.kind == "return"
    name, tone = ("return", " bad") if is_return else ("order", "")
    who = f" · {escaped(event.who)}" if event.who else ""
    lines = escaped(pen.lines(event.facts["lines"]))
    return (
        f"<strong>{pen.words[name]}</strong>"
        f'<span class="amount{tone}">{_money(event.facts["amount"], pen)}</span>'
        f"{_muted(f'{escaped(event.text)} · {lines}{who}')}"
    )


def _receipt(event: Event, pen: Pen) -> str:
    amount = _money(event.facts["amount"], pen)
    return (
        f'<strong>{pen.words["receipt"]}</strong><span class="amount good">{amount}</span>'
        f"{_muted(escaped(event.facts['order']))}"
    )


def _move(event: Event, pen: Pen) -> str:
    facts, link = event.facts, ""
    if facts["case"] == "deal":
        link = _link(pen.address("deal", facts["case_id"]), event.text, "clip")
    name = pen.words["lead" if facts["case"] == "lead" else "deal"]
    return f"<strong>{name}</strong>{link}<span>→ {escaped(facts['stage'])}</span>{_who(event)}"


def _task(event: Event, pen: Pen) -> str:
    title = f'<span dir="auto">{escaped(event.text)}</span>'
    return f"<strong>{pen.words['task']}</strong>{title}{_who(event)}"


def _note(event: Event, pen: Pen) -> str:
    pin = pen.icon("pin", 12) if event.facts.get("pinned") else ""
    return f"<strong>{pen.words['note']}</strong>{pin}{_muted(escaped(event.who))}"


def _file(event: Event, pen: Pen) -> str:
    link = _link(pen.address("file", event.id), event.text, "clip")
    size = file_size(event.facts["size"])
    return f"<strong>{pen.words['file']}</strong>{link}{_muted(f'{size} · {escaped(event.who)}')}"


def _owner(event: Event, pen: Pen) -> str:
    turn = pen.turns.get(event.kind, escaped(event.kind))
    reason = f'<span class="muted" dir="auto">{escaped(event.text)}</span>' if event.text else ""
    return f"<strong>{turn}</strong><span>{escaped(event.who)}</span>{reason}"


TELLERS: Mapping[str, Callable[[Event, Pen], str]] = {
    "activity": _activity, "told": _activity, "order": _order, "receipt": _receipt,
    "move": _move, "task": _task, "note": _note, "file": _file,
}  # fmt: skip


def _when(event: Event, pen: Pen) -> str:
    at = pen.local(event.at)
    exact = f"{at:%Y-%m-%d %H:%M}"
    shown = exact[:10] if event.by_day else exact
    pencil = _pencil(event, pen) if pen.may_write else ""
    return f'<span class="at tabular" title="{exact}">{shown}{pencil}</span>'


def _pencil(event: Event, pen: Pen) -> str:
    """What may be done about the event."""
    if event.source in ("activity", "note"):
        place = escaped(pen.address(event.source, event.id))
        label = pen.words["correct" if event.source == "activity" else "change"]
        return (
            f'<a class="pencil" href="{place}" hx-get="{place}" hx-target="#doing"'
            f' aria-label="{label}">{pen.icon("pencil", 12)}</a>'
        )
    if event.source != "file":
        return ""
    return (
        f'<button class="pencil" hx-post="{escaped(pen.address("file_remove", event.id))}"'
        f' hx-target="#doing" hx-confirm="{escaped(pen.confirm(event.text))}"'
        f' aria-label="{pen.words["remove"]}">{pen.icon("x", 12)}</button>'
    )


def _who(event: Event) -> str:
    return _muted(escaped(event.who)) if event.who else ""


def _muted(html: str) -> str:
    return f'<span class="muted">{html}</span>'


def _tag(html: str, more: str = "") -> str:
    return f'<span class="tag{more}">{html}</span>'


def _link(place: str, text: str, classes: str) -> str:
    return f'<a class="{classes}" href="{escaped(place)}" dir="auto">{escaped(text)}</a>'


def _money(amount: Decimal, pen: Pen) -> str:
    told = (amount, "money", pen.currency, pen.language)
    return f'<span title="{escaped(figures.exact(*told))}">{escaped(figures.short(*told))}</span>'


def _broken(text: str) -> str:
    """The text with the breaks of its lines."""
    return "<br>".join(escaped(text).replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def file_size(size: int) -> str:
    """How large a file is."""
    if size < KILO:
        return f"{size} B"
    return f"{size / KILO:,.0f} KB" if size < KILO**2 else f"{size / KILO**2:,.1f} MB"
