"""What can be wrong with a backup, or with making one."""

from salesops.kernel.problem import Problem, Wording

NO_SUCH_BACKUP = Wording(
    "no_such_backup",
    zh=("没有文件“{file}”", "检查路径；管理页“备份”列出了现有的备份"),
    en=('There is no file "{file}"', "Check the path; the page Backups lists those there are"),
)
NOT_A_BACKUP = Wording(
    "not_a_backup",
    zh=("“{file}”不是 SalesOps 的备份，没有做任何改动", "换一个由 salesops backup 写出的文件"),
    en=(
        '"{file}" is not a backup of SalesOps; nothing was changed',
        "Name a file that `salesops backup` wrote",
    ),
)
BROKEN_BACKUP = Wording(
    "broken_backup",
    zh=("备份“{file}”已损坏（{what}），没有做任何改动", "换一个更早的备份，或从别处的副本恢复"),
    en=(
        'The backup "{file}" is broken ({what}); nothing was changed',
        "Take an earlier backup, or another copy of this one",
    ),
)
NEWER_BACKUP = Wording(
    "newer_backup",
    zh=(
        "备份“{file}”由较新的版本 {version} 写出，本版本读不了，没有做任何改动",
        "先升级 SalesOps，再恢复",
    ),
    en=(
        'The backup "{file}" was written by a newer version, {version}; nothing was changed',
        "Upgrade SalesOps first, then restore",
    ),
)
OTHER_DATABASE = Wording(
    "other_database",
    zh=(
        "备份来自 {theirs}，而这里用的是 {ours}，没有做任何改动",
        "设置或取消 SALESOPS_DATABASE_URL，使两边一致",
    ),
    en=(
        "The backup is of {theirs}, but this workspace uses {ours}; nothing was changed",
        "Set or unset SALESOPS_DATABASE_URL so that they agree",
    ),
)
NO_ROOM = Wording(
    "no_room",
    zh=("“{folder}”剩余空间不足：需要约 {needed}，只有 {free}", "清理磁盘空间，或换一个位置"),
    en=(
        'There is not enough room in "{folder}": about {needed} are needed, {free} are free',
        "Free some space, or choose another place",
    ),
)
NOT_WRITABLE = Wording(
    "not_writable",
    zh=("无法写入“{file}”：{what}", "换一个可以写入的位置"),
    en=('"{file}" cannot be written: {what}', "Choose a place that can be written to"),
)
NOT_OVERWRITTEN = Wording(
    "not_overwritten",
    zh=("“{file}”已存在，而且不是备份，没有覆盖它", "换一个文件名"),
    en=('"{file}" is there already and is no backup; it was left alone', "Choose another name"),
)
NOT_READ_BACK = Wording(
    "not_read_back",
    zh=("写完后读回，内容不一致（{what}），备份已作废", "检查磁盘，再做一次"),
    en=(
        "Read back after writing, it was not the same ({what}); the backup was thrown away",
        "Check the disk, then make it again",
    ),
)
DAMAGED_DATABASE = Wording(
    "damaged_database",
    zh=("数据库已损坏（{what}），没有做备份", "用 salesops restore 恢复最近一次完好的备份"),
    en=(
        "The database is damaged ({what}); no backup was made",
        "Restore the last good backup with `salesops restore`",
    ),
)
NOT_STAGED = Wording(
    "not_staged",
    zh=("备份“{file}”无法在旁边重建（{what}），没有做任何改动", "换一个更早的备份，并反馈此问题"),
    en=(
        'The backup "{file}" could not be put together ({what}); nothing was changed',
        "Take an earlier backup, and report this",
    ),
)
NOT_EMPTY = Wording(
    "not_empty",
    zh=("“{folder}”不是工作区，也不是空文件夹", "用 SALESOPS_HOME 指定一个空文件夹或已有的工作区"),
    en=(
        '"{folder}" is neither a workspace nor empty',
        "Name an empty folder, or a workspace, with SALESOPS_HOME",
    ),
)


class Unusable(ValueError):
    """A backup that cannot be used or made, with the problem that says why."""

    def __init__(self, wording: Wording, **values: object) -> None:
        self.problem = Problem(wording, values=values)
        super().__init__(self.problem.reason("en"))
