"""Whether a workspace is whole: its database, the batches on disk, and its ledger."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import CommandError

from salesops.kernel.problem import Problem, Where, Wording
from salesops.web.access import NoLedger, Owner, standing, whole_ledger
from salesops.web.imports.folders import batch_folder
from salesops.web.imports.models import Batch

BATCH_GONE = Wording(
    "batch_gone",
    zh=("批次“{batch}”的文件不见了", "从备份恢复 {folder}，或撤回该批次后重新导入"),
    en=(
        'The files of batch "{batch}" are gone',
        "Restore {folder} from a backup, or retract the batch and import it again",
    ),
)
OLD_DATABASE = Wording(
    "old_database",
    zh=("数据库结构不是最新的", "运行一次 salesops serve，或 salesops init"),
    en=("The database is not up to date with this version", "Run `salesops serve` once"),
)
NO_SNAPSHOT = Wording(
    "no_snapshot",
    zh=("还没有账本快照", "运行 salesops snapshot"),
    en=("There is no snapshot yet", "Run `salesops snapshot`"),
    severity="warning",
)

NO_LEDGER = Wording(
    "no_ledger",
    zh=("账本“{ledger}”打不开", "检查 SALESOPS_LEDGER_URL 和数据仓库；没有数据仓库时重新生成快照"),
    en=(
        'The ledger "{ledger}" cannot be opened',
        "Check SALESOPS_LEDGER_URL and the warehouse; without one, take a snapshot again",
    ),
)


def workspace_problems(home: Path) -> Sequence[Problem]:
    """Everything found wrong with the workspace, worst first."""
    found = [*_database(), *_batches(home), *_ledger()]
    return sorted(found, key=lambda problem: problem.severity)


def _database() -> Iterator[Problem]:
    try:
        call_command("migrate", check_unapplied=True, verbosity=0)
    except (CommandError, SystemExit):
        yield Problem(OLD_DATABASE)


def _batches(home: Path) -> Iterator[Problem]:
    for batch_id in Batch.objects.values_list("batch_id", flat=True):
        folder = batch_folder(home, batch_id)
        if not (folder / "rows.parquet").is_file():
            values = {"batch": batch_id, "folder": folder}
            yield Problem(BATCH_GONE, Where(file=str(folder)), values)


def _ledger() -> Iterator[Problem]:
    from salesops.ledger.checks import check

    if standing() is None:
        yield Problem(NO_SNAPSHOT)
        return
    try:
        ledger = whole_ledger(Owner())
    except NoLedger as error:
        yield Problem(NO_LEDGER, values={"ledger": error})
        return
    yield from check(ledger)
