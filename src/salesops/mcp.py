"""The workspace for assistants that speak MCP: what REST answers and does, for one user."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import click

from salesops.web.opening import NotOpened, assisting, disconnect, language, opened

if TYPE_CHECKING:
    from collections.abc import Callable

    from mcp.server import Server
    from mcp.types import CallToolResult, Tool

    from salesops.web.assistants.asking import Answer, Caller

TOKEN = "SALESOPS_TOKEN"  # noqa: S105 - the name of the variable, not the key
INSTRUCTIONS = (
    "One company's customers, leads, deals, tasks and figures, as far as one user may see them. "
    "Lists give `items` and `next`: pass `next` as `cursor` for more. A customer's whole picture "
    "is customer_360, its past customer_timeline; the history of any record is history with table "
    "and record. What is due: tasks with is_done=false, owner_id=me and due_before. "
    "Figures are as of a snapshot: first metrics and dimensions, then ask. Dimensions are written "
    "table.column; days are ISO dates and a period ends before its second day; shares are 0 to 1; "
    "a value that is missing is unknown, not zero. "
    "An action called without `confirm` changes nothing: it tells what would change and gives a "
    "confirmation. Show that to the person, and only when they agree call again with the same "
    "arguments and `confirm`. A version is the one that was read."
)


@click.command()
@click.option("--as", "username", metavar="USER", help="Act for this user.")
def main(username: str | None) -> None:
    """Serve the tools on standard input and output, for an MCP client to start.

    With a key in SALESOPS_TOKEN they act for its user, within its scopes.
    """
    try:
        opened()
        caller = assisting(username, os.environ.get(TOKEN))
    except NotOpened as error:
        raise click.ClickException(str(error)) from None
    import asyncio

    asyncio.run(_served(server_for(caller)))


async def _served(server: Server) -> None:
    from mcp.server.stdio import stdio_server

    async with stdio_server() as (reading, writing):
        await server.run(reading, writing, server.create_initialization_options())


def server_for(caller: Callable[[], Caller]) -> Server:
    """A server whose every tool sees and does what the caller may."""
    from asyncio import to_thread

    from mcp.server import Server
    from mcp.types import ListToolsResult

    async def on_list_tools(_context: Any, _params: Any) -> ListToolsResult:
        return ListToolsResult(tools=await to_thread(_closing, lambda: _tools(caller())))

    async def on_call_tool(_context: Any, params: Any) -> CallToolResult:
        name, arguments = params.name, dict(params.arguments or {})
        return await to_thread(_closing, lambda: _result(caller, name, arguments))

    return Server(
        "SalesOps", instructions=INSTRUCTIONS, on_list_tools=on_list_tools,
        on_call_tool=on_call_tool,
    )  # fmt: skip


def _closing(asked: Callable[[], Any]) -> Any:
    """What is asked, leaving no connection behind: each call may run in a thread of its own."""
    try:
        return asked()
    finally:
        disconnect()


def _tools(caller: Caller) -> list[Tool]:
    from mcp.types import Tool, ToolAnnotations

    from salesops.web.assistants.tools import listed

    return [
        Tool(
            name=one["name"],
            description=one["description"],
            input_schema=one["takes"],
            annotations=ToolAnnotations(read_only_hint=not one["is_action"]),
        )
        for one in listed(caller)
    ]


def _result(caller: Callable[[], Caller], name: str, arguments: dict[str, Any]) -> CallToolResult:
    from mcp.types import CallToolResult, TextContent

    from salesops.web.assistants.tools import called

    try:
        answer = called(caller(), name, arguments, language())
    except NotOpened as error:
        return CallToolResult(content=[TextContent(text=str(error))], is_error=True)
    told = answer.told if isinstance(answer.told, dict) else {"items": answer.told}
    return CallToolResult(
        content=[TextContent(text=_text(answer))], structured_content=told,
        is_error=answer.is_refused,
    )  # fmt: skip


def _text(answer: Answer) -> str:
    return json.dumps(answer.told, ensure_ascii=False)


if __name__ == "__main__":
    main()
