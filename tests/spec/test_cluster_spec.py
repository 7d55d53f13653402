"""Spark with workers of their own answers as DuckDB in this process does."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from salesops.ledger.engines import duckdb_engine
from tests.parts import ROOT
from tests.spec.cluster import told
from tests.spec.example import ORDERS
from tests.spec.worlds import tables, written


@pytest.mark.requires("spark")
@pytest.mark.slow
def test_workers_of_their_own_give_the_same_answers(tmp_path: Path) -> None:
    import pyspark

    ran = subprocess.run(
        [sys.executable, "-m", "tests.spec.cluster", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "SPARK_HOME": str(Path(pyspark.__file__).parent)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    expected = told(duckdb_engine(written(tables(ORDERS), tmp_path)))
    assert json.loads(ran.stdout) == json.loads(json.dumps(expected, default=str))
