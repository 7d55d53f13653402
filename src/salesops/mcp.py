"""The ledger for assistants that speak MCP: read tools, restricted to one user like every door."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Literal, ParamSpec, TypeVar

import click

from salesops.web.opening import NotOpened, acting, disconnect, language, opened

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mcp.server import MCPServer

    from salesops.kernel.problem import Problem
    from salesops.web.access import Actor
    from salesops.web.explore.questions import Opened

INSTRUCTIONS = (
    "Figures of one company's sales, as of a snapshot. First list metrics and dimensions, then "
    "ask. Dimensions are written table.column; days are ISO dates and a period ends before its "
    "second day; shares are 0 to 1; a value that is missing is unknown, not zero."
)
Compare = Literal["last_year", "previous", "festival"] | None
Params = ParamSpec("Params")
Result = TypeVar("Result")


@click.command()
@click.option("--as", "username", metavar="USER", help="Show what this user may see.")
def main(username: str | None) -> None:
    """Serve the tools on standard input and output, for an MCP client to start."""
    try:
        opened()
        who = acting(username)
    except NotOpened as error:
        raise click.ClickException(str(error)) from None
    from salesops.web.door import enter

    enter("mcp")
    server_for(who).run("stdio")


def server_for(who: Actor) -> MCPServer:
    """A server whose every tool sees what this actor may see."""
    from mcp.server import MCPServer

    from salesops.web.explore import questions

    server = MCPServer("SalesOps", instructions=INSTRUCTIONS)

    @server.tool()
    @_closing
    def metrics() -> list[dict[str, Any]]:
        """Every metric that can be asked for: name, definition, unit."""
        return questions.metrics_listed(language())

    @server.tool()
    @_closing
    def dimensions() -> list[dict[str, Any]]:
        """Every dimension by which can be asked and filtered."""
        return questions.dimensions_listed(language())

    @server.tool()
    @_closing
    def ask(
        metrics: list[str],
        by: list[str] | None = None,
        where: list[str] | None = None,
        starts_on: str | None = None,
        ends_before: str | None = None,
        compare: Compare = None,
        order: list[str] | None = None,
        limit: int = 200,
    ) -> dict[str, Any]:
        """Metrics by dimensions; `where` holds `table.column=value`, `order` names columns."""
        params = _asked(by, where, starts_on, ends_before, compare)
        params |= {"metrics": metrics, "order": order, "limit": limit}
        return _answered(who, params)

    @server.tool()
    @_closing
    def rows(
        metric: str,
        by: list[str] | None = None,
        where: list[str] | None = None,
        starts_on: str | None = None,
        ends_before: str | None = None,
        limit: int = 50,
    ) -> dict[str, Any]:
        """The ledger rows behind one figure, newest first."""
        cell = questions.Opened(
            metric, _asked(by, where, starts_on, ends_before, None), {}, min(max(limit, 1), 1000)
        )
        return _opened(who, cell)

    return server


def _closing(tool: Callable[Params, Result]) -> Callable[Params, Result]:
    """The tool, leaving no connection behind: each call may run in a thread of its own."""

    @wraps(tool)
    def called(*args: Params.args, **kwargs: Params.kwargs) -> Result:
        try:
            return tool(*args, **kwargs)
        finally:
            disconnect()

    return called


def _asked(
    by: list[str] | None,
    where: list[str] | None,
    starts_on: str | None,
    ends_before: str | None,
    compare: Compare,
) -> dict[str, Any]:
    return {
        "by": by,
        "where": where,
        "starts_on": starts_on,
        "ends_before": ends_before,
        "compare": compare,
    }


def _answered(who: Actor, params: dict[str, Any]) -> dict[str, Any]:
    from salesops.metrics.question import Unanswerable
    from salesops.web.explore.questions import ask

    try:
        found = ask(who, params)
    except Unanswerable as error:
        return {"problems": [_told(problem) for problem in error.problems]}
    return {
        "rows": [_plain(row) for row in found.rows],
        "totals": _plain(found.totals),
        "notes": [_told(note) for note in found.notes],
        "as_of": found.as_of.isoformat(),
        "snapshot": found.snapshot_id,
        "currency": found.currency,
    }


def _opened(who: Actor, cell: Opened) -> dict[str, Any]:
    from salesops.metrics.question import Unanswerable
    from salesops.web.explore.questions import open_rows

    try:
        page = open_rows(who, cell)
    except Unanswerable as error:
        return {"problems": [_told(problem) for problem in error.problems]}
    return {"table": page.table, "rows": [_plain(row) for row in page.rows], "total": page.total}


def _told(problem: Problem) -> str:
    return f"{problem.reason(language())} {problem.remedy(language())}"


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as JSON can carry it: amounts as text, so that no digit is lost on the way."""
    plain = (str, int, float, bool, type(None))
    return {k: v if isinstance(v, plain) else str(v) for k, v in row.items()}


if __name__ == "__main__":
    main()
