"""Every table the ledger holds: its grain, its columns, its key, its clock and its parents."""

from collections.abc import Mapping
from dataclasses import dataclass, field

MONEY = "decimal(18,4)"


@dataclass(frozen=True)
class Table:
    """One declared table.

    `parents` maps a column to the table whose key it holds; the column whose parent is the
    calendar is the clock. `carries` maps a dimension of another table to a column that
    already holds its value, for rows coarser than that table's grain: a quota knows its
    product line but no product. `required` columns are never null. `reference` tables
    describe the company, not its dealings: permission leaves them open.
    """

    name: str
    grain: str
    columns: Mapping[str, str]
    key: tuple[str, ...]
    parents: Mapping[str, str] = field(default_factory=dict)
    carries: Mapping[str, str] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    reference: bool = False

    @property
    def clock(self) -> str | None:
        """The column that places a row in time: the one whose parent is the calendar."""
        return next((c for c, parent in self.parents.items() if parent == "calendar"), None)


CALENDAR = Table(
    "calendar",
    "one row per day",
    {
        "day": "date",
        "year": "string", "quarter": "string", "month": "string", "week": "string",
        "weekday": "int64", "day_of_month": "int64",
        "fiscal_year": "string", "fiscal_quarter": "string", "fiscal_month": "string",
        "is_workday": "boolean", "workday_number": "int64", "holiday": "string",
        "festival_offset": "int64",
        "day_later": "date", "week_later": "date", "month_later": "date",
        "quarter_later": "date", "year_later": "date",
        "fiscal_month_later": "date", "fiscal_quarter_later": "date", "fiscal_year_later": "date",
        "iso_year_later": "date", "festival_year_later": "date",
        "is_provisional": "boolean",
    },
    key=("day",),
    required=("day",),
    reference=True,
)  # fmt: skip

REGIONS = Table(
    "regions",
    "one row per sales region, a tree made flat",
    {
        "region_id": "string", "name": "string", "parent_id": "string", "area": "string",
        "path": "string", "level": "int64",
    },
    key=("region_id",),
    required=("region_id", "name"),
    reference=True,
)  # fmt: skip

PRODUCTS = Table(
    "products",
    "one row per product, with its line",
    {
        "product_id": "string", "name": "string", "line": "string", "category": "string",
        "unit": "string", "list_price": MONEY, "launched_on": "date", "discontinued_on": "date",
    },
    key=("product_id",),
    required=("product_id", "name"),
    reference=True,
)  # fmt: skip

OPEN_SEAT = "open:"
"""Positions whose id begins so are seats of a published plan that nobody holds."""

PEOPLE = Table(
    "people",
    "one row per person in a position: a move to another team is a new row",
    {
        "position_id": "string", "person_id": "string", "name": "string", "title": "string",
        "team_id": "string", "team": "string", "team_path": "string", "manager_id": "string",
        "region_id": "string", "starts_on": "date", "ends_before": "date",
        "hired_on": "date", "left_on": "date",
    },
    key=("position_id",),
    parents={"region_id": "regions"},
    required=("position_id", "person_id"),
)  # fmt: skip

ACCOUNTS = Table(
    "accounts",
    "one row per customer, duplicates already merged",
    {
        "account_id": "string", "name": "string", "industry": "string", "size": "string",
        "class": "string", "region_id": "string", "position_id": "string",
        "created_on": "date", "credit_code": "string",
    },
    key=("account_id",),
    parents={"region_id": "regions", "position_id": "people"},
    required=("account_id", "name"),
)  # fmt: skip

ORDERS = Table(
    "orders",
    "one row per order line as booked; a return is a line with negative quantity",
    {
        "line_id": "string", "order_id": "string", "booked_on": "date",
        "account_id": "string", "product_id": "string", "position_id": "string",
        "region_id": "string", "channel": "string", "is_return": "boolean",
        "quantity": MONEY, "list_amount": MONEY, "net_amount": MONEY, "cost": MONEY,
        "currency": "string",
    },
    key=("line_id",),
    parents={
        "booked_on": "calendar", "product_id": "products", "region_id": "regions",
        "position_id": "people", "account_id": "accounts",
    },
    required=("line_id", "order_id", "booked_on", "quantity", "net_amount"),
)  # fmt: skip

RECEIPTS = Table(
    "receipts",
    "one row per payment received for an order, on the day it came in",
    {
        "receipt_id": "string", "order_id": "string", "received_on": "date",
        "account_id": "string", "position_id": "string", "region_id": "string",
        "amount": MONEY, "currency": "string",
    },
    key=("receipt_id",),
    parents={
        "received_on": "calendar", "region_id": "regions", "position_id": "people",
        "account_id": "accounts",
    },
    required=("receipt_id", "received_on", "amount"),
)  # fmt: skip

SETTLEMENTS = Table(
    "settlements",
    "one row per payment received, on the day its order was booked",
    {
        "receipt_id": "string", "order_id": "string", "booked_on": "date",
        "account_id": "string", "position_id": "string", "region_id": "string", "amount": MONEY,
    },
    key=("receipt_id",),
    parents={
        "booked_on": "calendar", "region_id": "regions", "position_id": "people",
        "account_id": "accounts",
    },
    required=("receipt_id", "booked_on", "amount"),
)  # fmt: skip

CUSTOMER_CHANGES = Table(
    "customer_changes",
    "one row per turn in a customer's life: new, lost or won back, on the day it happened",
    {
        "account_id": "string", "happened_on": "date", "kind": "string",
        "position_id": "string", "region_id": "string",
    },
    key=("account_id", "happened_on", "kind"),
    parents={
        "happened_on": "calendar", "region_id": "regions", "position_id": "people",
        "account_id": "accounts",
    },
    required=("account_id", "happened_on", "kind"),
)  # fmt: skip

QUOTAS = Table(
    "quotas",
    "target of a person or region for a period, line and metric, per published plan version",
    {
        "quota_id": "string", "plan": "string", "starts_on": "date", "ends_before": "date",
        "position_id": "string", "region_id": "string", "product_line": "string",
        "metric": "string", "amount": MONEY, "expected_amount": MONEY,
    },
    key=("quota_id",),
    parents={"starts_on": "calendar", "region_id": "regions", "position_id": "people"},
    carries={"products.line": "product_line"},
    required=("quota_id", "starts_on", "amount"),
)  # fmt: skip

LEADS = Table(
    "leads",
    "one row per lead",
    {
        "lead_id": "string", "received_on": "date", "received_at": "timestamp", "source": "string",
        "position_id": "string", "region_id": "string", "account_id": "string",
        "product_line": "string", "status": "string", "first_contacted_at": "timestamp",
        "answer_by": "timestamp",
    },
    key=("lead_id",),
    parents={
        "received_on": "calendar", "region_id": "regions", "position_id": "people",
        "account_id": "accounts",
    },
    carries={"products.line": "product_line"},
    required=("lead_id",),
)  # fmt: skip

DEALS = Table(
    "deals",
    "one row per opportunity, with its current stage",
    {
        "deal_id": "string", "name": "string", "lead_id": "string", "account_id": "string",
        "product_id": "string", "position_id": "string", "region_id": "string",
        "stage": "string", "status": "string", "amount": MONEY, "currency": "string",
        "created_on": "date", "expected_close_on": "date", "closed_on": "date",
    },
    key=("deal_id",),
    parents={
        "created_on": "calendar", "product_id": "products", "region_id": "regions",
        "position_id": "people", "account_id": "accounts",
    },
    required=("deal_id", "stage"),
)  # fmt: skip

CLOSINGS = Table(
    "closings",
    "one row per deal won or lost, on the day it closed",
    {
        "deal_id": "string", "closed_on": "date", "status": "string",
        "account_id": "string", "product_id": "string", "position_id": "string",
        "region_id": "string", "amount": MONEY, "created_on": "date", "days_open": "int64",
    },
    key=("deal_id",),
    parents={
        "closed_on": "calendar", "product_id": "products", "region_id": "regions",
        "position_id": "people", "account_id": "accounts",
    },
    required=("deal_id", "status"),
)  # fmt: skip

EXPECTED_CLOSINGS = Table(
    "expected_closings",
    "one row per day on which a deal is expected to close, or was before it was moved to a later",
    {
        "deal_id": "string", "expected_on": "date", "moved_to": "date", "status": "string",
        "account_id": "string", "product_id": "string", "position_id": "string",
        "region_id": "string", "amount": MONEY,
    },
    key=("deal_id", "expected_on"),
    parents={
        "expected_on": "calendar", "product_id": "products", "region_id": "regions",
        "position_id": "people", "account_id": "accounts",
    },
    required=("deal_id", "expected_on", "status"),
)  # fmt: skip

DEAL_CHANGES = Table(
    "deal_changes",
    "one row per change of a deal's amount",
    {
        "deal_id": "string", "changed_on": "date", "changed_at": "timestamp",
        "amount_before": MONEY, "amount_after": MONEY,
        "account_id": "string", "product_id": "string", "position_id": "string",
        "region_id": "string",
    },
    key=("deal_id", "changed_at"),
    parents={
        "changed_on": "calendar", "product_id": "products", "region_id": "regions",
        "position_id": "people", "account_id": "accounts",
    },
    required=("deal_id", "changed_at"),
)  # fmt: skip

STEPS = Table(
    "steps",
    "one row per move of one lead or deal into a stage",
    {
        "case_id": "string", "case_kind": "string", "sequence": "int64",
        "from_stage": "string", "to_stage": "string",
        "entered_on": "date", "entered_at": "timestamp", "left_at": "timestamp",
        "work_minutes": "int64", "position_id": "string", "region_id": "string",
        "process_version": "string", "visit": "int64", "fits": "boolean",
    },
    key=("case_kind", "case_id", "sequence"),
    parents={"entered_on": "calendar", "region_id": "regions", "position_id": "people"},
    required=("case_id", "case_kind", "sequence", "to_stage", "entered_at"),
)  # fmt: skip

ACTIVITIES = Table(
    "activities",
    "one row per call, visit, mail, message or meeting",
    {
        "activity_id": "string", "happened_on": "date", "happened_at": "timestamp",
        "kind": "string", "direction": "string", "outcome": "string", "summary": "string",
        "position_id": "string", "region_id": "string", "account_id": "string",
        "deal_id": "string", "lead_id": "string", "contact_id": "string",
    },
    key=("activity_id",),
    parents={
        "happened_on": "calendar", "region_id": "regions", "position_id": "people",
        "account_id": "accounts",
    },
    required=("activity_id", "happened_on", "kind"),
)  # fmt: skip

CREDITS = Table(
    "credits",
    "one row per person credited with an order line, in one role",
    {
        "line_id": "string", "position_id": "string", "role": "string", "credited_on": "date",
        "share": "decimal(18,6)", "amount": MONEY, "region_id": "string", "product_id": "string",
    },
    key=("line_id", "position_id", "role"),
    parents={
        "credited_on": "calendar", "product_id": "products", "region_id": "regions",
        "position_id": "people",
    },
    required=("line_id", "role", "credited_on", "amount"),
)  # fmt: skip

MARKET_SIZES = Table(
    "market_sizes",
    "size of one market for one period, with our own sales in the same market beside it",
    {
        "market_size_id": "string", "starts_on": "date", "ends_before": "date",
        "region_id": "string", "product_line": "string", "amount": MONEY, "own_amount": MONEY,
        "source": "string", "observed_on": "date",
    },
    key=("market_size_id",),
    parents={"starts_on": "calendar", "region_id": "regions"},
    carries={"products.line": "product_line"},
    required=("market_size_id", "starts_on", "amount"),
)  # fmt: skip

SHARE_OBSERVATIONS = Table(
    "share_observations",
    "share of one brand in one market, as one source saw it",
    {
        "share_observation_id": "string", "starts_on": "date", "ends_before": "date",
        "region_id": "string", "product_line": "string", "competitor": "string",
        "share": "decimal(18,6)", "source": "string", "observed_on": "date",
    },
    key=("share_observation_id",),
    parents={"starts_on": "calendar", "region_id": "regions"},
    carries={"products.line": "product_line"},
    required=("share_observation_id", "starts_on", "share"),
)  # fmt: skip

PRICES = Table(
    "prices",
    "price of one product, ours or a competitor's, seen on one day in one place",
    {
        "price_id": "string", "seen_on": "date", "product_id": "string", "product_line": "string",
        "competitor": "string", "competitor_product": "string", "region_id": "string",
        "price": MONEY, "source": "string",
    },
    key=("price_id",),
    parents={"seen_on": "calendar", "product_id": "products", "region_id": "regions"},
    required=("price_id", "seen_on", "price"),
)  # fmt: skip

COMPETITOR_EVENTS = Table(
    "competitor_events",
    "one move of a competitor: promotion, launch, price change",
    {
        "competitor_event_id": "string", "starts_on": "date", "ends_before": "date",
        "competitor": "string", "kind": "string", "region_id": "string", "product_line": "string",
        "magnitude": "decimal(18,6)", "summary": "string", "source": "string",
    },
    key=("competitor_event_id",),
    parents={"starts_on": "calendar", "region_id": "regions"},
    carries={"products.line": "product_line"},
    required=("competitor_event_id", "starts_on", "competitor", "kind"),
)  # fmt: skip

MACRO = Table(
    "macro",
    "one published figure of an economic series, value and rate kept apart, with its vintage",
    {
        "macro_id": "string", "series": "string", "starts_on": "date", "ends_before": "date",
        "area": "string", "value": "decimal(18,6)", "rate": "decimal(18,6)", "source": "string",
        "published_on": "date",
    },
    key=("macro_id",),
    parents={"starts_on": "calendar"},
    required=("macro_id", "series", "starts_on"),
    reference=True,
)  # fmt: skip

ENROLMENTS = Table(
    "enrolments",
    "one person on one course",
    {
        "enrolment_id": "string", "course": "string", "position_id": "string",
        "region_id": "string", "enrolled_on": "date", "completed_on": "date", "score": MONEY,
    },
    key=("enrolment_id",),
    parents={"enrolled_on": "calendar", "region_id": "regions", "position_id": "people"},
    required=("enrolment_id", "course", "enrolled_on"),
)  # fmt: skip

RATINGS = Table(
    "ratings",
    "one person's rating on one skill on one day",
    {
        "rating_id": "string", "skill": "string", "position_id": "string", "region_id": "string",
        "rated_on": "date", "rated_by": "string", "score": MONEY,
    },
    key=("rating_id",),
    parents={"rated_on": "calendar", "region_id": "regions", "position_id": "people"},
    required=("rating_id", "skill", "rated_on", "score"),
)  # fmt: skip

EARNINGS = Table(
    "earnings",
    "one incentive ledger entry, append only",
    {
        "earning_id": "string", "earned_on": "date", "position_id": "string",
        "region_id": "string", "plan": "string", "component": "string", "kind": "string",
        "amount": MONEY, "currency": "string",
    },
    key=("earning_id",),
    parents={"earned_on": "calendar", "region_id": "regions", "position_id": "people"},
    required=("earning_id", "earned_on", "amount"),
)  # fmt: skip

TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        CALENDAR, REGIONS, PRODUCTS, PEOPLE, ACCOUNTS,
        ORDERS, RECEIPTS, SETTLEMENTS, CUSTOMER_CHANGES, QUOTAS,
        LEADS, DEALS, CLOSINGS, EXPECTED_CLOSINGS, DEAL_CHANGES, STEPS, ACTIVITIES, CREDITS,
        MARKET_SIZES, SHARE_OBSERVATIONS, PRICES, COMPETITOR_EVENTS, MACRO,
        ENROLMENTS, RATINGS, EARNINGS,
    )
}  # fmt: skip
