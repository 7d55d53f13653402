"""A real session of an MCP client with the server as it is started: a program of its own."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

pytestmark = pytest.mark.slow


def session(shell: Any, work: Callable[[Client], Awaitable[Any]], *words: str, **env: str) -> Any:
    """What is done in one session with the server before this workspace."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SALESOPS_")}
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "salesops.mcp", *words],
        env={**kept, "SALESOPS_HOME": str(shell.home), "SALESOPS_LANGUAGE": "en", **env},
    )  # fmt: skip

    async def held() -> Any:
        async with Client(server) as client:
            return await work(client)

    return asyncio.run(held())


def test_an_assistant_reads_previews_confirms_and_is_kept_out(shell):
    async def bos(client: Client) -> Any:
        about = {"title": "Visit them", "account_id": "A1"}
        customers = (await client.call_tool("customers", {})).structured_content["items"]
        told = (await client.call_tool("create_task", about)).structured_content
        before = (await client.call_tool("tasks", {})).structured_content["items"]
        confirmed = {**about, "confirm": told["confirm"]}
        done = (await client.call_tool("create_task", confirmed)).structured_content
        again = await client.call_tool("create_task", confirmed)
        after = (await client.call_tool("tasks", {})).structured_content["items"]
        return customers, told, before, done, again, after

    customers, told, before, done, again, after = session(shell, bos, "--as", "bo")
    assert [one["account_id"] for one in customers] == ["A1"]
    assert told["preview"][0].startswith("added a task “Visit them”") and before == []
    assert done["done"] == told["preview"] and [one["title"] for one in after] == ["Visit them"]
    assert again.is_error and again.structured_content["problems"][0]["code"] == "confirmed_before"

    async def cys(client: Client) -> Any:
        tasks = (await client.call_tool("tasks", {})).structured_content["items"]
        return tasks, await client.call_tool("customer", {"account_id": "A1"})

    tasks, customer = session(shell, cys, "--as", "cy")
    assert tasks == [] and customer.is_error
    assert customer.structured_content["problems"][0]["code"] == "not_found"


def test_a_key_opens_what_its_scopes_say_until_it_is_revoked(shell):
    secret = shell("token", "add", "bo", "--name", "assistant").out.strip()

    async def work(client: Client) -> Any:
        tools = {tool.name for tool in (await client.list_tools()).tools}
        seen = await client.call_tool("customers", {})
        refused = await client.call_tool("create_task", {"title": "x"})
        ended = await asyncio.to_thread(shell, "token", "revoke", "bo", "assistant")
        assert ended.code == 0
        return tools, seen, refused, await client.call_tool("customers", {})

    tools, seen, refused, later = session(shell, work, SALESOPS_TOKEN=secret)
    assert "customers" in tools and "create_task" not in tools
    assert not seen.is_error
    assert refused.structured_content["problems"][0]["code"] == "no_such_tool"
    assert later.is_error and "revoked" in later.content[0].text
