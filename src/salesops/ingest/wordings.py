"""What can be wrong with a file or a row, said once, in both languages."""

from salesops.kernel.glossary import label
from salesops.kernel.problem import Wording

MISSING = Wording(
    "missing_value",
    zh=("“{field_zh}”不能为空", "补上这一格再导入"),
    en=("“{field_en}” is empty", "fill in this cell and import again"),
)
NOT_A_NUMBER = Wording(
    "not_a_number",
    zh=("“{value}”不是数字", "改成数字，例如 1234.50 或 12.5万"),
    en=("“{value}” is not a number", "write a number such as 1234.50"),
)
NOT_FINITE = Wording(
    "not_finite",
    zh=("“{value}”不是一个有限的数", "填写真实数值；没有就留空"),
    en=("“{value}” is not a finite number", "write the real figure, or leave the cell empty"),
)
TOO_LARGE = Wording(
    "too_large",
    zh=("“{value}”太大，账本最多 14 位整数", "检查单位和小数点"),
    en=("“{value}” is too large: the ledger takes 14 digits", "check its unit and decimal point"),
)
TOO_LONG = Wording(
    "too_long",
    zh=("“{field_zh}”的文字太长，最多 {longest} 个字符", "缩短这一格；细节写进备注"),
    en=(
        "“{field_en}” is too long: at most {longest} characters",
        "shorten it; details go into a note",
    ),
)
EXCEL_ERROR = Wording(
    "excel_error",
    zh=("单元格里是 Excel 的错误值“{value}”", "在 Excel 里修好公式后重新导出"),
    en=("the cell holds the Excel error “{value}”", "mend the formula in Excel and export again"),
)
NOT_A_DATE = Wording(
    "not_a_date",
    zh=("“{value}”不是日期", "改成 2025-03-01 这样的日期"),
    en=("“{value}” is not a date", "write a date such as 2025-03-01"),
)
NO_SUCH_DAY = Wording(
    "no_such_day",
    zh=("日历上没有“{value}”这一天", "改成真实存在的日期"),
    en=("there is no such day as “{value}”", "correct the date"),
)
AMBIGUOUS_DATE = Wording(
    "ambiguous_date",
    zh=("“{value}”分不清日和月", '在映射里写明格式，例如 format = "%d/%m/%Y"'),
    en=("“{value}” may be day/month or month/day", 'say which in the mapping: format = "%d/%m/%Y"'),
)
DATE_OUT_OF_RANGE = Wording(
    "date_out_of_range",
    zh=("日期“{value}”不在 1900 至 2199 年之间", "检查年份"),
    en=("the date “{value}” is outside the years 1900 to 2199", "check the year"),
)
NO_PERIOD_END = Wording(
    "no_period_end",
    zh=("只有开始日期“{value}”，不知道到哪天为止", "写成 2025-01、2025Q1 或 2025，或补上结束日期"),
    en=(
        "the period from “{value}” has no end",
        "write 2025-01, 2025Q1 or 2025, or map ends_before",
    ),
)
PERIOD_BACKWARDS = Wording(
    "period_backwards",
    zh=("结束日期“{value}”不晚于开始日期", "核对两个日期；结束日期是期间之后的第一天"),
    en=(
        "the end “{value}” is not after the start",
        "correct them; the end is the first day after it",
    ),
)
NOT_YES_OR_NO = Wording(
    "not_yes_or_no",
    zh=("“{value}”不是“是/否”", "写“是”或“否”"),
    en=("“{value}” is neither yes nor no", "write yes or no"),
)
NOT_A_CHOICE = Wording(
    "not_a_choice",
    zh=("“{field_zh}”不能是“{value}”", "只能是：{choices_zh}；也可在映射的 values 里对应"),
    en=(
        "“{field_en}” cannot be “{value}”",
        "use one of {choices}, or translate it under values in the mapping",
    ),
)
DAMAGED_ID = Wording(
    "damaged_id",
    zh=("编号“{value}”已被 Excel 弄坏，尾数丢失", "把该列设为文本，从原系统重新导出"),
    en=(
        "the id “{value}” was damaged by Excel: its last digits are lost",
        "make the column text and export again from the original system",
    ),
)
BROKEN_TEXT = Wording(
    "broken_text",
    zh=("“{value}”里有无法还原的乱码", "从原系统重新导出，保存为 UTF-8 或 GB18030"),
    en=(
        "“{value}” holds characters that were lost in an earlier conversion",
        "export again from the original system as UTF-8 or GB18030",
    ),
)
UNKNOWN_REFERENCE = Wording(
    "unknown_reference",
    zh=("{parent_zh}里没有“{value}”", "先导入这一条，或改正这里的编号"),
    en=("“{value}” is not among the {parent_en}", "import it first, or correct it here"),
)
UNKNOWN_REFERENCE_NEAR = Wording(
    "unknown_reference",
    zh=("{parent_zh}里没有“{value}”", "是否应为“{near}”？改正，或在映射的 values 里对应"),
    en=(
        "“{value}” is not among the {parent_en}",
        "did you mean “{near}”? Correct it, or translate it under values in the mapping",
    ),
)
SAME_KEY_OTHER_CONTENT = Wording(
    "same_key_other_content",
    zh=("编号“{value}”在第 {first} 行已经出现，内容却不同", "两行只能留一行，或给其中一行另编号"),
    en=(
        "“{value}” already stands on line {first} with other content",
        "keep one of the two, or give one another id",
    ),
)
TOO_MANY_CELLS = Wording(
    "too_many_cells",
    zh=("这一行的单元格比表头多", "给含分隔符的内容加上引号"),
    en=(
        "this row has more cells than the heading",
        "put text that holds the separator in quotation marks",
    ),
)
TOO_FEW_CELLS = Wording(
    "too_few_cells",
    zh=("这一行的单元格比表头少", "补齐分隔符；可能是内容里有换行"),
    en=(
        "this row has fewer cells than the heading",
        "complete it; perhaps a line break inside a cell split it",
    ),
)

# Of a whole file: nothing is written.
NO_FILE = Wording(
    "no_file",
    zh=("找不到文件“{file}”", "检查路径"),
    en=("there is no file “{file}”", "check the path"),
)
UNREADABLE = Wording(
    "unreadable",
    zh=("无法读取“{file}”：{detail}", "检查文件权限"),
    en=("“{file}” cannot be read: {detail}", "check the permissions of the file"),
)
EMPTY_FILE = Wording(
    "empty_file",
    zh=("文件“{file}”是空的", "重新导出，确认里面有数据"),
    en=("the file “{file}” is empty", "export it again and see that it holds rows"),
)
EMPTY_FOLDER = Wording(
    "empty_folder",
    zh=("文件夹“{file}”里没有可以导入的文件", "放入 CSV、Excel 或 Parquet 文件"),
    en=(
        "the folder “{file}” holds no file that can be imported",
        "put CSV, Excel or Parquet files there",
    ),
)
NO_ROWS = Wording(
    "no_rows",
    zh=("文件“{file}”只有表头，没有数据", "确认导出条件，重新导出"),
    en=("the file “{file}” has a heading and no rows", "check what was exported and export again"),
)
NOT_A_TABLE = Wording(
    "not_a_table",
    zh=("“{file}”不是表格文件", "请导出为 CSV、xlsx、xls、xlsb 或 Parquet"),
    en=("“{file}” is not a table", "export it as CSV, xlsx, xls, xlsb or Parquet"),
)
DAMAGED_FILE = Wording(
    "damaged_file",
    zh=("文件“{file}”已损坏或不完整", "重新下载或导出；能用 Excel 打开再导入"),
    en=(
        "the file “{file}” is damaged or cut short",
        "download or export it again; it must open in Excel",
    ),
)
LOCKED_FILE = Wording(
    "locked_file",
    zh=("文件“{file}”有密码", "去掉密码后再导入"),
    en=("the file “{file}” is protected by a password", "remove the password and import again"),
)
ZIP_BOMB = Wording(
    "zip_bomb",
    zh=("文件“{file}”解压后会有 {size}，不予打开", "拆成小文件，或导出为 CSV"),
    en=(
        "the file “{file}” would unpack to {size}; it was not opened",
        "split it, or export it as CSV",
    ),
)
LINE_TOO_LONG = Wording(
    "line_too_long",
    zh=("第 {line} 行附近有超过 {size} 的一行", "这不像表格；检查换行符，或某处引号没有闭合"),
    en=(
        "a line near line {line} is longer than {size}",
        "check its line ends, or a quotation mark that is never closed",
    ),
)
UNKNOWN_ENCODING = Wording(
    "unknown_encoding",
    zh=("认不出文件“{file}”的编码", "在映射 [source] 里写明 encoding，或另存为 UTF-8"),
    en=(
        "the encoding of “{file}” is not known",
        "name it under [source] encoding in the mapping, or save as UTF-8",
    ),
)
MIXED_ENCODINGS = Wording(
    "mixed_encodings",
    zh=(
        "第 {line} 行不是 {encoding}：文件里混有几种编码",
        "从原系统重新导出，不要拼接不同来源的文件",
    ),
    en=(
        "line {line} is not {encoding}: the file mixes encodings",
        "export it again; do not glue files of different origin together",
    ),
)
NO_HEADING = Wording(
    "no_heading",
    zh=("文件“{file}”没有表头：第一行是“{row}”", "加一行列名，或在映射 [source] 里写 columns"),
    en=(
        "“{file}” has no heading: its first row is “{row}”",
        "add a row of column names, or list them under [source] columns in the mapping",
    ),
)
DUPLICATE_COLUMN = Wording(
    "duplicate_column",
    zh=("列“{column}”出现了两次", "给其中一列改名"),
    en=("the column “{column}” stands there twice", "rename one of them"),
)
UNMAPPED = Wording(
    "unmapped_field",
    zh=("不知道哪一列是“{field_zh}”；文件里有：{columns}", '在映射 [fields] 里写 {field} = "列名"'),
    en=(
        "no column was recognised as “{field_en}”; the file has: {columns}",
        'write {field} = "column" under [fields] in a mapping',
    ),
)
NO_SUCH_COLUMN = Wording(
    "no_such_column",
    zh=("映射里的列“{column}”文件里没有；文件里有：{columns}", "改正映射，或换一个文件"),
    en=(
        "the mapping names the column “{column}”, the file has: {columns}",
        "correct the mapping, or take another file",
    ),
)
BAD_MAPPING = Wording(
    "bad_mapping",
    zh=("映射无法使用：{detail}", "改正后再试"),
    en=("the mapping cannot be used: {detail}", "correct it and try again"),
)
NO_SUCH_SHEET = Wording(
    "no_such_sheet",
    zh=("没有名为“{sheet}”的工作表；有：{sheets}", "在映射 [source] 里改正 sheet"),
    en=(
        "there is no sheet “{sheet}”; there are: {sheets}",
        "correct [source] sheet in the mapping",
    ),
)
DATABASE = Wording(
    "database",
    zh=("数据库没有给出数据：{detail}", "检查地址、权限和 [source] 里的 query 或 table"),
    en=(
        "the database gave no rows: {detail}",
        "check the address, the rights, and query or table under [source]",
    ),
)
DISK_FULL = Wording(
    "disk_full",
    zh=("磁盘写不进去：{detail}。没有导入任何数据", "腾出空间后重新导入"),
    en=(
        "the disk takes no more: {detail}. Nothing was imported",
        "free some space and import again",
    ),
)

ROW_WORDINGS = {
    wording.code: wording
    for wording in (
        MISSING, NOT_A_NUMBER, NOT_FINITE, TOO_LARGE, EXCEL_ERROR, NOT_A_DATE, NO_SUCH_DAY,
        AMBIGUOUS_DATE, DATE_OUT_OF_RANGE, NO_PERIOD_END, PERIOD_BACKWARDS, NOT_YES_OR_NO,
        NOT_A_CHOICE, DAMAGED_ID, BROKEN_TEXT, UNKNOWN_REFERENCE, SAME_KEY_OTHER_CONTENT,
        TOO_MANY_CELLS, TOO_FEW_CELLS, TOO_LONG,
    )
}  # fmt: skip

PARENTS = {
    "accounts": ("客户", "customers"),
    "people": ("人员", "people"),
    "regions": ("区域", "regions"),
    "products": ("产品", "products"),
    "orders": ("订单", "orders"),
    "currencies": ("币种", "currencies"),
    "leads": ("线索", "leads"),
    "deals": ("商机", "deals"),
    "contacts": ("联系人", "contacts"),
}


def called(table: str, field: str) -> dict[str, object]:
    """What a sentence calls a field: as mappings write it, and as people do in either language."""
    name = f"{table}.{field}"
    return {"field": field, "field_zh": label(name, "zh"), "field_en": label(name, "en")}
