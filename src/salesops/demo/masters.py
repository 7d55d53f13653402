"""The company's own lists as exported: regions, products, staff, customers, quotas, rates."""

from pathlib import Path

import polars as pl

from salesops.demo.company import AREAS, COMPANY, LINES, PATCHES
from salesops.demo.customers import second_entries
from salesops.demo.files import write_bom, write_gbk, write_sheet
from salesops.demo.orders import World, dollar_rate
from salesops.demo.quotas import quotas

ROLES = {
    "rep": "销售代表", "manager": "销售经理", "ops": "销售运营", "finance": "财务",
    "executive": "管理层", "admin": "管理员",
}  # fmt: skip


def write_masters(world: World, into: Path) -> None:
    """Every list of who and what, before any fact."""
    _regions(into)
    _products(world, into)
    _people(world, into)
    _accounts(world, into)
    _quotas(world, into)
    _rates(world, into)


def _regions(into: Path) -> None:
    rows: list[tuple[str, str, str | None]] = [("CN", "全国", None)]
    rows += [(code, name, "CN") for code, name in AREAS]
    rows += [(p.region_id, p.name, patch.area) for patch in PATCHES for p in patch.provinces]
    frame = pl.DataFrame(rows, schema=["区域编码", "区域名称", "上级区域"], orient="row")
    write_gbk(into / "erp" / "销售区域.csv", frame)


def _products(world: World, into: Path) -> None:
    rows = [
        (p.product_id, p.name, LINES[p.line].name, p.category, p.unit, f"¥{p.list_price:,}",
         p.launched_on, p.discontinued_on)
        for p in world.book.products
    ]  # fmt: skip
    names = [
        "产品编码", "产品名称", "产品线", "品类", "单位", "标准价", "上市日期", "停产日期",
    ]  # fmt: skip
    frame = pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)
    write_sheet(into / "erp" / "产品目录.xlsx", "产品目录", f"{COMPANY}产品目录", frame)


def _people(world: World, into: Path) -> None:
    rows = [
        (p.person_id, p.name, p.title, ROLES[p.role], p.team, p.region_id, p.manager_id,
         p.starts_on, p.ends_before, p.hired_on, p.left_on,
         f"{p.person_id.lower()}@lanqi.example")
        for p in world.people.positions
    ]  # fmt: skip
    names = [
        "工号", "姓名", "岗位", "角色", "部门", "区域编码", "上级工号", "任职开始", "任职结束",
        "入职日期", "离职日期", "邮箱",
    ]  # fmt: skip
    frame = pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)
    note = f"导出人：人力资源部    数据截至 {world.horizon.until:%Y-%m-%d}"
    write_sheet(into / "hr" / "人员任职记录.xlsx", "任职记录", "人员任职记录", frame, note)


def _accounts(world: World, into: Path) -> None:
    book = world.customers
    owners = [
        world.people.holder(seat, world.horizon.until).person_id
        for seat in range(len(world.people.holdings))
    ]
    missing = pl.int_range(pl.len()) % 9 == 4
    frame = (
        book.frame.with_columns(pl.Series("seat", book.seat))
        .with_columns(pl.when(missing).then(None).otherwise("industry").alias("industry"))
        .pipe(lambda f: pl.concat([f, second_entries(book).with_columns(
            pl.Series("seat", book.seat[book.originals]))]))
        .select(
            pl.col("account_id").alias("客户编码"),
            pl.col("name").alias("客户名称"),
            pl.col("industry").alias("所属行业"),
            pl.col("size").alias("企业规模"),
            pl.col("class").alias("客户等级"),
            pl.col("region_id").alias("区域编码"),
            pl.col("seat").replace_strict(dict(enumerate(owners))).alias("负责人工号"),
            pl.col("created_on").alias("建档日期"),
            pl.col("credit_code").alias("统一社会信用代码"),
            pl.col("phone").alias("联系电话"),
        )
    )  # fmt: skip
    # One row nobody can take: a region that was dissolved years ago.
    stray = frame.head(1).with_columns(
        pl.lit("C999999").alias("客户编码"), pl.lit("沈阳待整理客户").alias("客户名称"),
        pl.lit("DB-LN").alias("区域编码"), pl.lit(None, pl.String).alias("统一社会信用代码"),
    )  # fmt: skip
    frame = pl.concat([frame, stray])
    if world.size.sheets:
        note = f"导出时间：{world.horizon.until:%Y年%m月%d日}    导出人：销售运营部"
        write_sheet(into / "crm" / "客户档案.xlsx", "客户", f"{COMPANY}客户档案", frame, note)
    else:
        write_bom(into / "crm" / "客户档案.csv", frame)


def _quotas(world: World, into: Path) -> None:
    frame = quotas(world).select(
        pl.col("plan").alias("指标版本"),
        pl.col("month").dt.strftime("%Y-%m").alias("月份"),
        pl.col("person_id").alias("工号"),
        pl.col("region_id").alias("区域编码"),
        pl.col("product_line").alias("产品线"),
        (pl.col("amount") / 10_000).alias("销售指标（万元）"),
    )
    for (year,), part in frame.group_by("指标版本", maintain_order=True):
        write_bom(into / "sales" / f"销售指标{year}.csv", part)


def _rates(world: World, into: Path) -> None:
    rows = [("CNY", world.horizon.starts_on, 1.0)]
    rows += [("USD", month, dollar_rate(month)) for month in world.horizon.months]
    frame = pl.DataFrame(rows, schema=["币种", "生效日期", "汇率"], orient="row")
    write_gbk(into / "erp" / "汇率.csv", frame.with_columns(pl.col("汇率").cast(pl.String)))
