"""A company small enough to know by heart: Ada manages, Bo is on her team, Cy is not."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

AS_OF = date(2025, 10, 31)
PASSWORD = "correct-horse-battery"

# Bo sold 1,000 in January 2025 and 800 a year before; Cy sold 500 and nothing. Bo's quota is
# 2,000, Cy's 400. Each was paid once.
FILES: Mapping[str, str] = {
    "regions": """\
        region_id,name,parent_id
        CN,全国,
        EAST,华东,CN
        SOUTH,华南,CN
        """,
    "products": """\
        product_id,name,line,list_price
        P1,离心泵,泵,100
        P2,球阀,阀,50
        """,
    "people": """\
        person_id,name,title,role,team,region_id,manager_id,starts_on,hired_on
        ada,Ada,销售经理,manager,销售部/一组,EAST,,2023-01-01,2023-01-01
        bo,Bo,销售代表,rep,销售部/一组/甲队,EAST,ada,2023-01-01,2023-01-01
        cy,Cy,销售代表,rep,销售部/二组,SOUTH,,2023-01-01,2023-01-01
        """,
    "accounts": """\
        account_id,name,industry,region_id,owner_id
        A1,东方机械,制造,EAST,bo
        A2,南方化工,化工,SOUTH,cy
        """,
    "quotas": """\
        plan,person_id,region_id,product_line,starts_on,ends_before,amount
        2025,bo,EAST,泵,2025-01-01,2025-02-01,2000
        2025,cy,SOUTH,阀,2025-01-01,2025-02-01,400
        """,
    "orders": """\
        line_id,order_id,booked_on,account_id,product_id,person_id,region_id,quantity,net_amount,cost
        1,O1,2025-01-10,A1,P1,bo,EAST,10,1000.00,600
        2,O2,2025-01-20,A2,P2,cy,SOUTH,10,500.00,300
        3,O0,2024-01-10,A1,P1,bo,EAST,8,800.00,480
        """,
    "earnings": """\
        earning_id,earned_on,person_id,plan,component,kind,amount
        E1,2025-02-01,bo,2025,commission,accrual,50
        E2,2025-02-01,cy,2025,commission,accrual,25
        """,
}
USERS: Mapping[str, tuple[str, str | None]] = {
    "ada": ("manager", "ada"),
    "bo": ("rep", "bo"),
    "cy": ("rep", "cy"),
    "olga": ("ops", None),
    "fay": ("finance", None),
    "eve": ("executive", None),
    "adam": ("admin", None),
}


def text_of(table: str) -> str:
    """The table's file."""
    lines = FILES[table].strip().splitlines()
    return "".join(line.strip() + "\n" for line in lines)


def write_files(folder: Path) -> Mapping[str, Path]:
    """Every table's file, in the order in which they can be imported."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {table: folder / f"{table}.csv" for table in FILES}
    for table, file in files.items():
        file.write_text(text_of(table), encoding="utf-8")
    return files
