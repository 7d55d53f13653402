"""Assistants: the same figures through MCP, for the user they act for and nobody else."""

import asyncio
from typing import Any

import pytest
from mcp import Client

from salesops.mcp import server_for
from salesops.web.access import Owner

pytestmark = pytest.mark.django_db

JANUARY = {"starts_on": "2025-01-01", "ends_before": "2025-02-01"}


def call(who: object, tool: str, **arguments: Any) -> Any:
    async def called() -> Any:
        async with Client(server_for(who)) as client:
            return (await client.call_tool(tool, arguments)).structured_content

    return asyncio.run(called())


def test_an_assistant_asks_what_its_user_may_see(user):
    asked = {"metrics": ["net_revenue"], "by": ["people.name"], **JANUARY}
    names = {
        who: [row["people.name"] for row in call(actor, "ask", **asked)["rows"]]
        for who, actor in {"owner": Owner(), "ada": user("ada"), "cy": user("cy")}.items()
    }
    assert names == {"owner": ["Bo", "Cy"], "ada": ["Bo"], "cy": ["Cy"]}


def test_a_question_nobody_can_answer_comes_back_as_a_sentence(user):
    (problem,) = call(user("eve"), "ask", metrics=["nonsense"])["problems"]
    assert "nonsense" in problem


def test_an_assistant_learns_what_can_be_asked(user):
    listed = call(user("cy"), "metrics")["result"]
    assert "net_revenue" in {metric["name"] for metric in listed}
