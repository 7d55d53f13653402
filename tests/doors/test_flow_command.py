"""`salesops flow`: a file of events in, how the cases went out, without a workspace."""

import gzip
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.doors.shell import Said, run

CSV = """deal,stage,when
d1,Lead,2026-03-01 09:00
d1,Demo,2026-03-02 09:00
d1,Won,2026-03-05 09:00
d2,Lead,2026-03-01 10:00
d2,Demo,2026-03-04 10:00
"""
NAMED = ("--case", "deal", "--activity", "stage", "--at", "when")
Flow = Callable[..., Said]


@pytest.fixture
def flow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flow:
    """The command on a file with this content, in a folder without a workspace."""
    monkeypatch.setenv("SALESOPS_HOME", str(tmp_path / "none"))
    monkeypatch.setenv("SALESOPS_LANGUAGE", "en")

    def command(text: str | bytes, *words: object, name: str = "events.csv") -> Said:
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return run("flow", tmp_path / name, *words)

    return command


def test_json_has_edges_variants_and_rework(flow: Flow) -> None:
    said = flow(CSV, *NAMED, "--json")
    assert said.code == 0 and said.err == ""
    assert said.json["edges"][0] == {
        "source": "Lead", "target": "Demo", "cases": 2, "events": 2,
        "median_seconds": 172_800, "p90_seconds": 241_920, "total_seconds": 345_600,
    }  # fmt: skip
    assert [one["activities"] for one in said.json["variants"]] == [
        ["Lead", "Demo"],
        ["Lead", "Demo", "Won"],
    ]
    assert said.json["rework"] == []


def test_open_deals_wait_until_the_moment_that_is_told(flow: Flow) -> None:
    said = flow(CSV, *NAMED, "--json", "--end", "Won", "--as-of", "2026-03-05T10:00")
    (waiting,) = said.json["waiting"]
    assert (waiting["activity"], waiting["cases"], waiting["total_seconds"]) == ("Demo", 1, 86_400)
    there = ("--zone", "Asia/Shanghai", "--end", "Won", "--as-of", "2026-03-05T10:00")
    (waiting,) = flow(CSV, *NAMED, *there, "--json").json["waiting"]
    assert waiting["total_seconds"] == 86_400


def test_the_table_says_how_much_it_looked_at(flow: Flow) -> None:
    said = flow(CSV, *NAMED)
    assert "2 cases, 5 events, 2 variants" in said.out and "Lead → Demo → Won" in said.out


def test_the_table_tells_waits_in_words_and_the_files_in_seconds(flow: Flow) -> None:
    at_work = ("--zone", "Asia/Shanghai", "--calendar", "cn", "--end", "Won")
    shown = flow(CSV, *NAMED, *at_work).out
    # One left on a Sunday at nine and was there on Monday at nine: nothing worked, and 19 hours.
    (demo,) = [line for line in shown.splitlines() if line.startswith("Lead  Demo")]
    assert " ".join(demo.split()) == "Lead Demo 2 2 2.0 days 2.8 days 4.0 days 9.5 h 17.1 h"
    assert "Open cases, waiting until 2026-03-05 01:00+00:00" in shown
    rows = flow(CSV, *NAMED, "--format", "csv").out.splitlines()
    assert rows[0] == "source,target,cases,events,median_seconds,p90_seconds,total_seconds"
    assert rows[1] == "Lead,Demo,2,2,172800,241920,345600"


def test_rows_that_cannot_be_read_are_left_out_and_told(flow: Flow) -> None:
    said = flow(f"{CSV}d3,Lead,soon\nd4,,2026-03-01\n", *NAMED, "--json")
    assert said.code == 1 and said.json["events"] == 5
    assert "events.csv line 7: “soon” is not a moment" in said.err
    assert "events.csv line 8: The activity is missing" in said.err


def test_times_with_and_without_an_offset_are_not_mixed_unless_told_where(flow: Flow) -> None:
    mixed = CSV.replace("2026-03-02 09:00", "2026-03-02T09:00:00+08:00")
    refused = flow(mixed, *NAMED)
    assert refused.code == 1 and "1 times carry an offset and 4 do not" in refused.err
    said = flow(mixed, *NAMED, "--json", "--zone", "Asia/Shanghai")
    assert said.code == 0 and said.json["edges"][0]["total_seconds"] == 345_600


def test_days_and_months_nothing_tells_apart_are_asked_for(flow: Flow) -> None:
    slashed = "case,activity,time\na,x,01/02/2026 09:00\na,y,03/02/2026 09:00\n"
    refused = flow(slashed)
    assert refused.code == 1 and "may be day-month or month-day" in refused.err
    said = flow(slashed, "--time-format", "%d/%m/%Y %H:%M", "--json")
    assert said.json["edges"][0]["total_seconds"] == 2 * 86_400
    told = flow(f"{slashed}b,x,13/02/2026 09:00\n", "--json")
    assert told.json["edges"][0]["total_seconds"] == 2 * 86_400


def test_a_missing_column_says_which_there_are(flow: Flow) -> None:
    said = flow(CSV, "--case", "lead", "--activity", "stage", "--at", "when")
    assert said.code == 1
    assert "There is no column “lead”" in said.err and "deal, stage, when" in said.err


@pytest.mark.parametrize("form", ["xes", "xes.gz", "parquet", "csv", "sqlite", "json"])
def test_a_log_written_in_any_form_is_read_again_the_same(
    flow: Flow, tmp_path: Path, form: str
) -> None:
    people = CSV.replace("when\n", "when,owner\n").replace(":00\n", ":00,Ada\n")
    written = tmp_path / f"log.{form}"
    said = flow(people, *NAMED, "--who", "owner", "--json", "--export", written)
    again = run("flow", written, "--json")
    assert again.code == 0, again.err
    assert again.json == said.json


def test_a_parquet_file_of_others_is_read_as_its_text_would_be(flow: Flow, tmp_path: Path) -> None:
    columns = [line.split(",") for line in CSV.splitlines()[1:]]
    deal, stage, when = map(list, zip(*columns, strict=True))
    moments = [datetime.fromisoformat(moment) for moment in when]
    told = flow(CSV, *NAMED, "--json", "--zone", "Asia/Shanghai").json
    held = tmp_path / "held.parquet"
    pq.write_table(pa.table({"deal": deal, "stage": stage, "when": moments}), held)
    assert run("flow", held, *NAMED, "--json", "--zone", "Asia/Shanghai").json == told
    stage[0] = None
    pq.write_table(pa.table({"deal": deal, "stage": stage, "when": moments}), held)
    said = run("flow", held, *NAMED, "--json")
    assert said.json["events"] == 4 and "activity is missing" in said.err


def test_a_parquet_file_that_was_cut_or_spoilt_is_told_of(flow: Flow, tmp_path: Path) -> None:
    whole, rows = tmp_path / "whole.parquet", 3_000
    at = [datetime(2026, 3, 1, 9, n % 60) for n in range(rows)]
    told = {"case": [f"D{n:04}" for n in range(rows)], "activity": ["Lead"] * rows, "at": at}
    pq.write_table(pa.table(told), whole, compression="zstd")
    data = whole.read_bytes()
    cut = flow(data[:2_000], name="cut.parquet")
    assert cut.code == 1 and "cut.parquet" in cut.err and "Traceback" not in cut.err
    spoilt = bytearray(data)
    spoilt[200:2_000] = bytes(1_800)
    for words in ((), ("--end", "Won")):
        said = flow(bytes(spoilt), *words, name="spoilt.parquet")
        assert said.code == 1 and "spoilt.parquet" in said.err


def test_xes_of_others_is_read_with_what_they_nest_in_it(flow: Flow) -> None:
    event = (
        '<event><string key="concept:name" value="{}"><string key="concept:name" value="no"/>'
        '</string><date key="time:timestamp" value="2026-03-0{}T09:00:00.000+08:00"/></event>'
    )
    trace = f"<trace>{event.format('Lead', 1)}{event.format('Won', 3)}</trace>"
    log = (
        '<log xmlns="http://www.xes-standard.org/"><global scope="event">'
        f'<string key="concept:name" value="none"/></global>{trace}</log>'
    )
    said = flow(gzip.compress(log.encode()), "--json", name="log.xes.gz")
    assert said.code == 0
    assert [(e["source"], e["target"], e["total_seconds"]) for e in said.json["edges"]] == [
        ("Lead", "Won", 172_800)
    ]
    cut = flow(log[:-9], name="cut.xes")
    assert cut.code == 1 and "no complete XES" in cut.err
    bomb = '<!DOCTYPE l [<!ENTITY a "a">]><log>&a;</log>'
    assert flow(bomb, name="bomb.xes").code == 1


def test_events_that_concern_two_deals_happen_to_both(flow: Flow) -> None:
    log = {
        "objectTypes": [], "eventTypes": [],
        "objects": [{"id": "d1", "type": "deal"}, {"id": "d2", "type": "deal"},
                    {"id": "x", "type": "account"}],
        "events": [
            {"id": "e1", "type": "Call", "time": "2026-03-01T09:00:00Z", "relationships": [
                {"objectId": "d1", "qualifier": ""}, {"objectId": "d2", "qualifier": ""}]},
            {"id": "e2", "type": "Won", "time": "2026-03-02T09:00:00Z", "relationships": [
                {"objectId": "d1", "qualifier": ""}, {"objectId": "x", "qualifier": ""}]},
        ],
    }  # fmt: skip
    text = json.dumps(log)
    asked = flow(text, name="log.json")
    assert asked.code == 1 and "account, deal" in asked.err
    said = flow(text, "--case", "deal", "--json", name="log.json")
    assert (said.json["cases"], said.json["events"]) == (2, 3)
    none = flow("{}", name="log.json")
    assert none.code == 1 and "no OCEL 2.0" in none.err
