"""Measures taken on the imported rows alone, as a detector would, knowing nothing of the draws."""

from datetime import date

import numpy as np
import polars as pl

from tests.demo.conftest import Imported

HIGH, LOW = date(2026, 7, 1), date(2026, 11, 1)


def booked(company: Imported) -> pl.DataFrame:
    """Order lines in yuan, with their product line, team of the day, month and area."""
    tables = company.tables
    rates = tables["exchange_rates"].select("currency", "starts_on", "rate").sort("starts_on")
    spells = tables["people"].select("person_id", "starts_on", "team").sort("starts_on")
    lines = tables["orders"].join(tables["products"].select("product_id", "line"), on="product_id")
    lines = lines.sort("booked_on").join_asof(
        rates, left_on="booked_on", right_on="starts_on", by="currency", check_sortedness=False
    )
    lines = lines.join_asof(
        spells, left_on="booked_on", right_on="starts_on", by="person_id", check_sortedness=False
    )
    return lines.with_columns(
        (pl.col("net_amount") * pl.col("rate")).cast(pl.Float64).alias("net"),
        pl.col("booked_on").dt.truncate("1mo").alias("month"),
        pl.col("region_id").str.slice(0, 2).alias("area"),
    )


def attainment(company: Imported, team: str) -> dict[str, float]:
    """The team's attainment by month, the four whole months before the running one."""
    spells = company.tables["people"].select("person_id", "starts_on", "team").sort("starts_on")
    goals = company.tables["quotas"].sort("starts_on").join_asof(
        spells, on="starts_on", by="person_id", check_sortedness=False
    )  # fmt: skip
    goals = goals.filter(pl.col("team") == team)
    sold = booked(company).filter(pl.col("team") == team)
    return {
        f"{month:%Y-%m}": float(
            sold.filter(pl.col("month") == month)["net"].sum()
            / float(goals.filter(pl.col("starts_on") == month)["amount"].sum())
        )
        for month in (date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1))
    }


def growth(lines: pl.DataFrame, since: date, before: date) -> float:
    """Net revenue between the days over the same days a year earlier, less one."""

    def between(low: date, high: date) -> float:
        return float(lines.filter(pl.col("booked_on").is_between(low, high, "left"))["net"].sum())

    a_year = (date(since.year - 1, since.month, 1), date(before.year - 1, before.month, 1))
    return between(since, before) / between(*a_year) - 1


def elasticity(lines: pl.DataFrame) -> float:
    """Slope of log quantity on log net price within each product: ordinary least squares."""
    whole = lines.filter((pl.col("quantity") > 0) & (pl.col("currency") == "CNY"))
    price = pl.col("net_amount").cast(pl.Float64) / pl.col("list_amount").cast(pl.Float64)
    log = whole.select(
        "product_id", pl.col("quantity").cast(pl.Float64).log().alias("q"), price.log().alias("p")
    )
    log = log.with_columns(pl.col("q", "p") - pl.col("q", "p").mean().over("product_id"))
    q, p = log["q"].to_numpy(), log["p"].to_numpy()
    return float((p @ q) / (p @ p))


def stage_pass_rates(company: Imported, stage: str, later: tuple[str, ...]) -> dict[str, float]:
    """By process version: of the deals that entered a stage and left it, the share that went on."""
    steps = company.tables["steps"].filter(pl.col("case_kind") == "deal")
    entered = steps.filter(pl.col("to_stage") == stage).group_by("case_id").agg(
        pl.col("process_version").first()
    )  # fmt: skip
    went_on = steps.filter(pl.col("to_stage").is_in(list(later)))["case_id"].unique()
    ended = steps.filter(pl.col("to_stage").is_in(["赢单", "输单"]))["case_id"].unique()
    decided = entered.filter(pl.col("case_id").is_in(pl.concat([went_on, ended]).implode()))
    rates = decided.group_by("process_version").agg(
        pl.col("case_id").is_in(went_on.implode()).mean().alias("rate")
    )
    return dict(rates.iter_rows())


def win_rates(company: Imported, course: str, since: date) -> tuple[float, float]:
    """Win rates of those who had completed the course and of others, months weighed alike."""
    done = company.tables["enrolments"].filter(pl.col("course") == course)
    done = done.select("person_id", "completed_on").drop_nulls()
    deals = company.tables["deals"].filter(
        (pl.col("status") != "open") & (pl.col("created_on") >= since)
    )
    deals = deals.join(done, on="person_id", how="left").with_columns(
        (pl.col("completed_on") <= pl.col("created_on")).fill_null(value=False).alias("trained"),
        (pl.col("status") == "won").alias("won"),
        pl.col("created_on").dt.truncate("1mo").alias("month"),
    )
    months = deals.group_by("month", "trained").agg(pl.col("won").mean(), pl.len().alias("n"))
    pairs = months.filter(pl.col("trained")).join(
        months.filter(~pl.col("trained")), on="month", suffix="_other"
    )
    weight = np.minimum(pairs["n"].to_numpy(), pairs["n_other"].to_numpy()).astype(float)
    return (
        float(np.average(pairs["won"].to_numpy(), weights=weight)),
        float(np.average(pairs["won_other"].to_numpy(), weights=weight)),
    )


def first_contact_hours(company: Imported, area: str, source: str, since: date) -> float:
    """Median hours from arrival to first contact, of the leads that were contacted."""
    leads = company.tables["leads"].filter(
        pl.col("region_id").str.starts_with(area) & (pl.col("source") == source)
        & (pl.col("received_at").dt.date() >= since)
    )  # fmt: skip
    waited = (leads["first_contacted_at"] - leads["received_at"]).drop_nulls()
    return float(waited.dt.total_minutes().median()) / 60
