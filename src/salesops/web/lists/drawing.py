"""A list's rows as HTML, drawn here because a template takes five times as long for each cell."""

from collections.abc import Sequence

from salesops.web.lists.cells import Cell, Head, Line
from salesops.web.text import escaped


def drawn(lines: Sequence[Line], *, is_choosable: bool) -> str:
    """The rows of a table; every text in them is escaped."""
    return "\n".join(_row(line, is_choosable) for line in lines)


def heading(head: Head, page_url: str, arrow: str) -> str:
    """One heading, which sorts where it can; `arrow` is the symbol of the order it is in."""
    number = ' class="number"' if head.is_number else ""
    order = f' aria-sort="{head.sorted}"' if head.sorted else ""
    said = escaped(head.label)
    if head.query:
        said = f'<a href="{escaped(page_url)}?{escaped(head.query)}">{said}{arrow}</a>'
    return f'<th scope="col"{number}{order}>{said}</th>'


def _row(line: Line, is_choosable: bool) -> str:
    href = f' data-href="{escaped(line.href)}"' if line.href else ""
    pick = (
        f'<td class="pick"><input type="checkbox" name="pk" value="{escaped(line.pk)}"'
        f' aria-label="{escaped(line.name)}"></td>'
        if is_choosable
        else ""
    )
    return f"<tr data-row{href}>{pick}{''.join(map(_cell, line.cells))}</tr>"


def _cell(cell: Cell) -> str:
    title = f' title="{escaped(cell.title)}"' if cell.title else ""
    return f'<td class="{cell.classes}"{title}>{_inside(cell)}</td>'


def _inside(cell: Cell) -> str:
    if cell.href:
        return f'<a href="{escaped(cell.href)}" dir="auto">{escaped(cell.text) or "—"}</a>'
    if cell.parts:
        tags = (f'<span class="tag clip">{escaped(part)}</span>' for part in cell.parts)
        return f'<span class="row tags">{"".join(tags)}</span>'
    return escaped(cell.text)
