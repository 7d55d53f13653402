"""What was known of each case on the day it entered a stage: who was met, sent, offered, asked."""

import ibis
import ibis.expr.types as ir

from salesops.ledger.ledger import Ledger

PRICE_DAYS, RAISED = 120, 1.03
MANY = 2
"""How many different people of the customer are several."""
MEETINGS, WRITINGS = ("visit", "meeting"), ("mail",)


def days_between(start: ir.DateValue, end: ir.DateValue) -> ir.IntegerValue:
    """Days from one day to another."""
    return (end.epoch_days() - start.epoch_days()).cast("int64")


def with_activities(ledger: Ledger, rows: ir.Table) -> ir.Table:
    """Whether somebody had met the customer, and whether anything had been sent, by that day."""
    acts = ledger["activities"]
    acts = acts.filter(acts.deal_id.notnull())
    acts = acts.select(
        about=acts.deal_id, day=acts.happened_on, kind=acts.kind, whom=acts.contact_id
    )
    entered = rows.select(of_case=rows.case_id, of_place=rows.place, entered=rows.entered_on)
    before = acts.inner_join(entered, acts.about == entered.of_case)
    before = before.filter(before.day <= before.entered)
    counted = before.group_by("of_case", "of_place").agg(
        met=before.kind.isin(MEETINGS).any(), material=before.kind.isin(WRITINGS).any(),
        people=before.whom.nunique(),
    )  # fmt: skip
    beside = _beside(rows, counted)
    noted = beside.people.fill_null(0) > 0
    nothing = ibis.null("boolean")
    # Where it is noted with whom somebody spoke, people are counted; else meetings stand in.
    return beside.mutate(
        many=noted.ifelse(beside.people >= MANY, nothing),
        met=noted.ifelse(nothing, beside.met.fill_null(False)),
        material=beside.material.fill_null(False),
    ).drop("people")


def with_offers(ledger: Ledger, rows: ir.Table) -> ir.Table:
    """Whether the deal's own amount had been raised by that day, once such changes are recorded."""
    changes = ledger["deal_changes"]
    first = ledger.engine.fetch(changes.agg(day=changes.changed_on.min()))["day"][0].as_py()
    if first is None:
        return rows.mutate(requoted=ibis.null("boolean"))
    changes = changes.select(
        about=changes.deal_id, day=changes.changed_on, before=changes.amount_before,
        after=changes.amount_after,
    )  # fmt: skip
    entered = rows.select(of_case=rows.case_id, of_place=rows.place, entered=rows.entered_on)
    earlier = changes.inner_join(entered, changes.about == entered.of_case)
    earlier = earlier.filter(earlier.day <= earlier.entered)
    told = earlier.group_by("of_case", "of_place").agg(more=(earlier.after > earlier.before).any())
    beside = _beside(rows, told)
    recorded = beside.entered_on >= first
    return beside.mutate(
        requoted=recorded.ifelse(beside.more.fill_null(False), ibis.null("boolean"))
    ).drop("more")


def with_prices(ledger: Ledger, rows: ir.Table) -> ir.Table:
    """Whether our price of the product there was raised in the months before that day."""
    prices = ledger["prices"]
    ours = prices.filter(prices.competitor.isnull() & prices.product_id.notnull())
    ours = ours.select(of=ours.product_id, there=ours.region_id, seen=ours.seen_on,
                       price=ours.price.cast("float64"))  # fmt: skip
    keyed = rows.select(of_case=rows.case_id, of_place=rows.place, entered=rows.entered_on,
                        bought=rows["product"], where=rows.region)  # fmt: skip
    both = keyed.inner_join(ours, [keyed.bought == ours.of, keyed["where"] == ours.there])
    age = days_between(both.seen, both.entered)
    both = both.filter((age >= 0) & (age < 2 * PRICE_DAYS)).mutate(is_new=age < PRICE_DAYS)
    means = both.group_by("of_case", "of_place").agg(
        new=both.price.mean(where=both.is_new), old=both.price.mean(where=~both.is_new)
    )
    seen = means.select("of_case", "of_place", seen_raised=means.new > means.old * RAISED)
    beside = _beside(rows, seen)
    # What was seen of prices stands in only where the deal's own amounts are not recorded.
    raised = beside.requoted.isnull().ifelse(beside.seen_raised, ibis.null("boolean"))
    return beside.mutate(raised=raised).drop("seen_raised")


def _beside(rows: ir.Table, told: ir.Table) -> ir.Table:
    """The rows with what is told of their case and place."""
    same = [rows.case_id == told.of_case, rows.place == told.of_place]
    return rows.left_join(told, same).drop("of_case", "of_place")


def with_competitor(ledger: Ledger, rows: ir.Table) -> ir.Table:
    """Whether a competitor was seen to move in the region and line on that day."""
    events = ledger["competitor_events"]
    events = events.select(
        there=events.region_id, theirs=events.product_line, since=events.starts_on,
        until=events.ends_before,
    )  # fmt: skip
    keyed = rows.select(of_case=rows.case_id, of_place=rows.place, entered=rows.entered_on,
                        where=rows.region, line=rows.line)  # fmt: skip
    same = [keyed["where"] == events.there, keyed.line == events.theirs]
    both = keyed.inner_join(events, same)
    both = both.filter(
        (both.since <= both.entered) & (both.until.isnull() | (both.until > both.entered))
    )
    there = both.select("of_case", "of_place").distinct().mutate(competitor=True)
    beside = _beside(rows, there)
    return beside.mutate(competitor=beside.competitor.fill_null(False))
