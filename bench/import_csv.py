"""Importing a GB18030 CSV of a million rows and twenty columns, against Polars reading it."""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

HEADING = (
    "订单行号,订单号,下单日期,客户编码,产品编码,销售员工号,区域编码,渠道,数量,折前金额,"
    "折后金额,成本,币种,是否退货,客户名称,产品名称,仓库,发票号,备注,录入时间"
)


def write(path: Path, rows: int) -> None:
    """A finance department's order export of so many lines."""
    import numpy as np
    import polars as pl

    chance = np.random.default_rng(7)
    line = np.arange(rows)
    quantity = chance.integers(1, 40, rows)
    price = chance.integers(100, 500_000, rows)
    listed = quantity * price
    net = listed * chance.integers(80, 101, rows) // 100
    days = [(date(2023, 1, 1) + timedelta(days=d)).strftime("%Y/%m/%d") for d in range(1000)]
    names = [f"上海{a}{b}科技有限公司" for a in "华东天海明远" for b in "达信诚通业源"]

    def money(cents: "np.ndarray") -> pl.Series:
        return pl.select(pl.Series(cents).cast(pl.Decimal(18, 2)) / 100).to_series().cast(pl.String)

    frame = pl.DataFrame(
        [
            pl.Series(np.char.add("L", np.char.zfill(line.astype(str), 9))),
            pl.Series(np.char.add("SO", np.char.zfill((line // 3).astype(str), 8))),
            pl.Series(days).gather(chance.integers(0, 1000, rows)),
            pl.Series(np.char.add("C", chance.integers(10_000, 99_999, rows).astype(str))),
            pl.Series(np.char.add("P", chance.integers(100, 999, rows).astype(str))),
            pl.Series(np.char.add("E", chance.integers(1000, 1999, rows).astype(str))),
            pl.Series(["R01", "R02", "R03", "R04"]).gather(chance.integers(0, 4, rows)),
            pl.Series(["直销", "经销", "电商"]).gather(chance.integers(0, 3, rows)),
            pl.Series(quantity),
            money(listed),
            money(net),
            money(net * 6 // 10),
            pl.Series(["CNY"]).gather(np.zeros(rows, dtype=np.int64)),
            pl.Series(["否"]).gather(np.zeros(rows, dtype=np.int64)),
            pl.Series(names).gather(chance.integers(0, len(names), rows)),
            pl.Series(["工业阀门", "离心泵", "控制柜"]).gather(chance.integers(0, 3, rows)),
            pl.Series(["一号仓", "二号仓"]).gather(chance.integers(0, 2, rows)),
            pl.Series(np.char.add("310", chance.integers(10**9, 10**10, rows).astype(str))),
            pl.Series(["", "加急", "客户自提"]).gather(chance.integers(0, 3, rows)),
            pl.Series(["2025-11-02 08:15:30"]).gather(np.zeros(rows, dtype=np.int64)),
        ]
    )
    body = frame.write_csv(include_header=False)
    path.write_bytes(f"{HEADING}\n{body}".encode("gb18030"))


def read(path: Path) -> None:
    """What the import is measured against."""
    import polars as pl

    pl.read_csv(path, encoding="gb18030")


def bring_in(path: Path) -> None:
    """The import: mapped by guess, cleaned, judged, written as a batch's rows."""
    from salesops.ingest.intake import INTAKES
    from salesops.ingest.run import Known, ingest

    with tempfile.TemporaryDirectory(dir=path.parent) as into:
        outcome = ingest(INTAKES["orders"], path, None, Known(), [], Path(into))
    if outcome.rejected or outcome.fatal:
        raise SystemExit(f"{outcome.rejected} rejected, {outcome.fatal}")


def measured(job: str, path: Path) -> tuple[float, float]:
    """Seconds and peak gigabytes of one job in a process of its own, without its imports."""
    done = subprocess.run(
        [sys.executable, __file__, "--job", job, "--file", str(path)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    seconds, gigabytes = json.loads(done.stdout)
    return seconds, gigabytes


def main() -> None:
    """Write the file, measure both jobs in turn, print one line of JSON."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--job", choices=("read", "import"))
    options.add_argument("--file", type=Path)
    asked = options.parse_args()
    if asked.job:
        import polars  # noqa: F401
        import pyarrow.parquet  # noqa: F401

        import salesops.ingest.run  # noqa: F401

        start = time.perf_counter()
        (read if asked.job == "read" else bring_in)(asked.file)
        seconds = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        sys.stdout.write(json.dumps([seconds, peak]))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.csv"
        write(path, asked.rows)
        size = path.stat().st_size
        reads, imports = [], []
        for _ in range(asked.rounds):
            reads.append(measured("read", path))
            imports.append(measured("import", path))
    read_seconds, import_seconds = min(r[0] for r in reads), min(i[0] for i in imports)
    result = {
        "workload": "import_csv",
        "rows": asked.rows,
        "columns": 20,
        "megabytes": round(size / 1e6),
        "polars_read_seconds": round(read_seconds, 2),
        "import_seconds": round(import_seconds, 2),
        "ratio": round(import_seconds / read_seconds, 2),
        "peak_gigabytes": round(max(i[1] for i in imports), 2),
    }
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
