"""The CRM's exports: leads, opportunities, stage history and sellers' work logs."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from salesops.demo.company import AREAS, COMPANY
from salesops.demo.contacts import contact_rows, lead_people, note_rows, stage_rows, task_rows
from salesops.demo.deals import Deals, deal_ids, deal_rows, deal_steps, deals
from salesops.demo.draws import Flags
from salesops.demo.files import write_bom, write_gbk, write_sheet
from salesops.demo.leads import Leads, lead_ids, lead_rows, lead_steps, leads, person_ids
from salesops.demo.orders import World
from salesops.demo.plants import HELPFUL_COURSE, IDLE_COURSE
from salesops.demo.training import Enrolment, completions
from salesops.demo.worklogs import worklogs

TRACKS = ("话术V1", "话术V2")
BAD_ACTIVITIES = 1
# The other areas send CSV; writing all of it as Excel would take half the demo's time.
EXCEL_AREAS = ("HZ", "XN")


@dataclass(frozen=True)
class Pipeline:
    """What the truth file measures conversion and win rates on."""

    leads: Leads
    deals: Deals
    idle_trained: Flags


def write_pipeline(world: World, taken: list[Enrolment], into: Path) -> Pipeline:
    """Writes the files of the CRM."""
    people = 1 + max(int(p.person_id[1:]) for p in world.people.positions)
    found = leads(world)
    made = deals(world, found, completions(taken, HELPFUL_COURSE, people))
    crm = into / "crm"
    note = f"导出时间：{world.horizon.until:%Y年%m月%d日}    导出人：销售运营部"
    of_people = lead_people(world, found.month.size, found.account)
    lists = {
        "联系人": contact_rows(world),
        "线索": lead_rows(world, found).with_columns(**of_people),
        "商机": deal_rows(world, made),
        "待办任务": task_rows(world, made),
        "备注": note_rows(world, made),
    }
    for name, frame in lists.items():
        if world.size.sheets:
            write_sheet(crm / f"{name}列表.xlsx", name, f"{COMPANY}{name}列表", frame, note)
        else:
            write_bom(crm / f"{name}列表.csv", frame)
    write_bom(crm / "商机阶段.csv", stage_rows())
    write_bom(crm / "阶段变更记录.csv", _steps(found, made))
    _write_logs(world, worklogs(world, found, made), into)
    idle_trained = made.created >= completions(taken, IDLE_COURSE, people)[made.person]
    return Pipeline(found, made, idle_trained)


def _steps(found: Leads, made: Deals) -> pl.DataFrame:
    of_leads = lead_steps(found).with_columns(
        pl.lit("线索").alias("kind"), pl.lit(0).alias("track")
    )
    of_leads = of_leads.with_columns(lead_ids(of_leads["case"].to_numpy()).alias("id"))
    of_deals = deal_steps(made).with_columns(
        pl.lit("商机").alias("kind"), pl.col("new_track").cast(pl.Int32).alias("track")
    )
    of_deals = of_deals.with_columns(deal_ids(of_deals["case"].to_numpy()).alias("id"))
    both = pl.concat([of_leads, of_deals], how="diagonal_relaxed")
    return both.select(
        pl.col("kind").alias("对象类型"),
        pl.col("id").alias("对象编号"),
        pl.col("stage").alias("进入阶段"),
        pl.col("at").alias("进入时间"),
        person_ids(both["person"].to_numpy()).alias("工号"),
        pl.Series(TRACKS).gather(both["track"]).alias("流程版本"),
    )


def _write_logs(world: World, logs: pl.DataFrame, into: Path) -> None:
    """One work log per area, as its assistant keeps it; the first has a row of a stranger."""
    areas = {p.person_id: p.region_id[:2] for p in world.people.positions}
    area = logs["工号"].replace_strict(areas, default=AREAS[0][0], return_dtype=pl.String)
    for number, (code, name) in enumerate(AREAS):
        rows = logs.filter(area == code)
        if number == 0:
            stray = rows.head(BAD_ACTIVITIES).with_columns(
                pl.lit("RZ99999999").alias("记录编号"), pl.lit("S99999").alias("工号")
            )
            rows = pl.concat([rows, stray])
        if world.size.sheets and code in EXCEL_AREAS:
            path = into / "worklogs" / f"工作日志_{name}.xlsx"
            write_sheet(path, "工作日志", f"{name}大区销售工作日志", rows)
        else:
            write_gbk(into / "worklogs" / f"工作日志_{name}.csv", rows)
