"""What can be wrong with an import beyond the file itself."""

from salesops.kernel.problem import Wording

NO_SUCH_TABLE = Wording(
    "no_such_table",
    zh=("没有名为“{table}”的表", "可以导入的表：{tables}"),
    en=('There is no table called "{table}".', "These can be imported: {tables}"),
)
DISK_FULL = Wording(
    "disk_full",
    zh=("磁盘已满，未写入任何内容", "清理磁盘空间后重新导入"),
    en=("The disk is full; nothing was written", "Free some space and import again"),
)
NO_SUCH_BATCH = Wording(
    "no_such_batch",
    zh=("没有编号为“{batch}”的批次", "用 salesops batches 查看所有批次"),
    en=('There is no batch "{batch}".', "`salesops batches` lists them"),
)
ALREADY_RETRACTED = Wording(
    "already_retracted",
    zh=("批次“{batch}”已经撤回", "无需再做什么；如需恢复，用 salesops batches restore {batch}"),
    en=(
        'Batch "{batch}" is already retracted.',
        "Nothing to do; `salesops batches restore {batch}` takes it in again",
    ),
)
NOT_RETRACTED = Wording(
    "not_retracted",
    zh=("批次“{batch}”没有被撤回", "无需恢复"),
    en=('Batch "{batch}" is not retracted.', "There is nothing to restore"),
)
RECORDS_STAY = Wording(
    "records_stay",
    zh=("“{batch}”写入的是档案（{table}），档案不能按批次撤回", "用更正后的文件再导入一次即可覆盖"),
    en=(
        '"{batch}" wrote records ({table}), which are not kept by batch.',
        "Import a corrected file: it replaces them",
    ),
)
IMPORT_AGAIN = Wording(
    "import_again",
    zh=("“{batch}”写入的是档案，撤回之后不能恢复", "把同一文件再导入一次，没有变化的行会跳过"),
    en=(
        '"{batch}" wrote records; once taken back it cannot be restored.',
        "Import the same file again: rows that are there already are passed over",
    ),
)
