"""Which operations of the REST interface an assistant is offered, and under which names.

Everything else about a tool, what it takes, what it says and which scope it needs, is the
operation's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass

PREFIX = "/api/v1"


@dataclass(frozen=True)
class Tool:
    """One tool: its name, and the operation that does it."""

    name: str
    method: str
    path: str
    is_action: bool


READS: Mapping[str, str] = {
    "find": "GET /find",
    "customers": "GET /accounts",
    "customer": "GET /accounts/{account_id}",
    "customer_360": "GET /accounts/{account_id}/360",
    "customer_timeline": "GET /accounts/{account_id}/timeline",
    "contacts": "GET /contacts",
    "contact": "GET /contacts/{contact_id}",
    "leads": "GET /leads",
    "lead": "GET /leads/{lead_id}",
    "lead_duplicates": "GET /leads/{lead_id}/duplicates",
    "deals": "GET /deals",
    "deal": "GET /deals/{deal_id}",
    "deal_steps": "GET /deals/{deal_id}/steps",
    "deal_changes": "GET /deals/{deal_id}/changes",
    "deals_at_risk": "GET /deals/risk",
    "pipelines": "GET /pipelines",
    "pipeline_flow": "GET /deals/flow",
    "process_flow": "GET /process/flow",
    "process_bottlenecks": "GET /process/bottlenecks",
    "process_conformance": "GET /process/conformance",
    "process_groups": "GET /process/groups",
    "activities": "GET /activities",
    "activity": "GET /activities/{activity_id}",
    "tasks": "GET /tasks",
    "task": "GET /tasks/{task_id}",
    "notes": "GET /notes",
    "pools": "GET /pools",
    "pool_customers": "GET /pools/{pool_id}/accounts",
    "people": "GET /people",
    "plans": "GET /plans",
    "targets": "GET /plans/{plan_id}/targets",
    "target_explained": "GET /plans/{plan_id}/explained",
    "tracking": "GET /tracking",
    "deadlines": "GET /deadlines",
    "deadline_explained": "GET /deadlines/{kind}/{case_id}",
    "processes": "GET /processes",
    "forecast": "GET /tracking/forecast",
    "territories": "GET /territories",
    "territory_proposal": "GET /territories/{proposal_id}",
    "measures": "GET /tracking/measures",
    "pay_plans": "GET /pay-plans",
    "pay_plan_versions": "GET /pay-plans/{plan_id}/versions",
    "pay_version": "GET /pay-versions/{version_id}",
    "pay_assignments": "GET /pay-assignments",
    "pay_study": "GET /pay-studies/{study_id}",
    "why_missed": "GET /why",
    "conversion": "GET /process/conversion",
    "weak_stages": "GET /process/stages",
    "experiments": "GET /process/experiments",
    "experiment": "GET /process/experiments/{experiment_id}",
    "effects": "GET /effects",
    "effect": "GET /effects/{intervention_id}",
    "effect_power": "GET /effects/power",
    "pay_runs": "GET /pay/runs",
    "pay_run": "GET /pay/runs/{run_id}",
    "pay_statements": "GET /pay/statements",
    "pay_statement": "GET /pay/statements/{statement_id}",
    "my_pay": "GET /pay/mine",
    "pay_disputes": "GET /pay/disputes",
    "pay_adjustments": "GET /pay/adjustments",
    "honours": "GET /honours",
    "leaderboard": "GET /honours/leaderboard",
    "awards": "GET /honours/awards",
    "award_qualifying": "GET /honours/awards/{award_id}/qualifying",
    "ladders": "GET /honours/ladders",
    "ladder": "GET /honours/ladders/{ladder_id}",
    "export_list": "POST /lists/{name}/sheets",
    "exported_list": "GET /lists/{name}/sheets/{job_id}",
    "notices": "GET /notices",
    "history": "GET /audit",
    "metrics": "GET /metrics",
    "dimensions": "GET /dimensions",
    "ask": "POST /ask",
    "rows": "GET /rows",
}
ACTIONS: Mapping[str, str] = {
    "create_customer": "POST /accounts",
    "change_customer": "PATCH /accounts/{account_id}",
    "give_customer": "POST /accounts/{account_id}/give",
    "claim_customer": "POST /pools/accounts/{account_id}/claim",
    "return_customer": "POST /accounts/{account_id}/return",
    "tag_customer": "POST /accounts/{account_id}/tags",
    "untag_customer": "POST /accounts/{account_id}/untag",
    "create_contact": "POST /contacts",
    "change_contact": "PATCH /contacts/{contact_id}",
    "create_lead": "POST /leads",
    "change_lead": "PATCH /leads/{lead_id}",
    "assign_lead": "POST /leads/{lead_id}/assign",
    "take_lead": "POST /leads/{lead_id}/take",
    "invalidate_lead": "POST /leads/{lead_id}/invalidate",
    "reopen_lead": "POST /leads/{lead_id}/reopen",
    "convert_lead": "POST /leads/{lead_id}/convert",
    "undo_conversion": "POST /leads/{lead_id}/undo-conversion",
    "create_deal": "POST /deals",
    "change_deal": "PATCH /deals/{deal_id}",
    "move_deal": "POST /deals/{deal_id}/move",
    "pause_clock": "POST /clocks/pause",
    "resume_clock": "POST /clocks/resume",
    "log_activity": "POST /activities",
    "correct_activity": "PATCH /activities/{activity_id}",
    "create_task": "POST /tasks",
    "change_task": "PATCH /tasks/{task_id}",
    "add_note": "POST /notes",
    "comment_on_target": "POST /plans/{plan_id}/comments",
    "offer_target": "PUT /plans/{plan_id}/offer",
    "dispose_alert": "POST /tracking/disposition",
    "propose_measure": "POST /tracking/measures",
    "propose_territories": "POST /territories",
    "apply_territories": "POST /territories/{proposal_id}/apply",
    "take_back_territories": "POST /territories/{proposal_id}/take-back",
    "propose_pay_plan": "POST /pay-plans",
    "propose_pay_version": "POST /pay-plans/{plan_id}/versions",
    "submit_pay_version": "POST /pay-versions/{version_id}/submit",
    "approve_pay_version": "POST /pay-versions/{version_id}/approve",
    "design_experiment": "POST /process/experiments",
    "change_experiment": "PATCH /process/experiments/{experiment_id}",
    "start_experiment": "POST /process/experiments/{experiment_id}/start",
    "calculate_pay": "POST /pay/runs",
    "approve_pay": "POST /pay/runs/{run_id}/approve",
    "return_pay": "POST /pay/runs/{run_id}/return",
    "issue_pay": "POST /pay/runs/{run_id}/issue",
    "close_pay": "POST /pay/runs/{run_id}/close",
    "acknowledge_statement": "POST /pay/statements/{statement_id}/acknowledge",
    "dispute_statement": "POST /pay/statements/{statement_id}/dispute",
    "answer_dispute": "POST /pay/disputes/{dispute_id}/answer",
    "propose_adjustment": "POST /pay/adjustments",
    "approve_adjustment": "POST /pay/adjustments/{adjustment_id}/approve",
    "reject_adjustment": "POST /pay/adjustments/{adjustment_id}/reject",
    "stop_experiment": "POST /process/experiments/{experiment_id}/stop",
    "declare_intervention": "POST /effects",
    "give_award": "POST /honours/awards/{award_id}/give",
}
PERSONAL = frozenset({"notices", "my_pay", "export_list", "exported_list"})
"""What only somebody with a name of their own can ask."""


def _tools(told: Mapping[str, str], *, is_action: bool) -> dict[str, Tool]:
    found = {}
    for name, operation in told.items():
        method, path = operation.split(" ")
        found[name] = Tool(name, method, path, is_action)
    return found


TOOLS: Mapping[str, Tool] = {
    **_tools(READS, is_action=False),
    **_tools(ACTIONS, is_action=True),
}
