"""Write docs/reference from the code: tables, metrics, imports, commands, REST."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from salesops.ingest.fields import Field
from salesops.ingest.intake import INTAKES
from salesops.kernel.glossary import definition, label
from salesops.ledger.schema import TABLES, Table
from salesops.metrics import METRICS

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
NOTE = "Written by `make reference` from the code. 由 `make reference` 从代码生成。"


def pages() -> Mapping[str, str]:
    """Every generated page by file name."""
    return {
        "tables.md": _page("Ledger tables 账本的表", _tables()),
        "metrics.md": _page("Metrics 指标", _metrics()),
        "intakes.md": _page("What may be imported 可以导入什么", _intakes()),
        "cli.md": _page("Command line 命令行", _commands()),
        "assistants.md": _page("Tools for assistants 助手的工具", _tools()),
        "openapi.json": _openapi(),
    }


def _page(title: str, lines: Iterator[str]) -> str:
    return "\n".join([f"# {title}", "", NOTE, "", *lines]).rstrip() + "\n"


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _both(name: str) -> str:
    en, zh = label(name, "en"), label(name, "zh")
    return "" if en == zh == name else f"{en} {zh}"


def _tables() -> Iterator[str]:
    for table in TABLES.values():
        yield from (f"## {table.name}: {_both(table.name)}", "", f"Grain: {table.grain}.", "")
        yield from (_row("column", "type", "", "name"), _row(*["--"] * 4))
        for column, kind in table.columns.items():
            yield _row(f"`{column}`", kind, _role(table, column), _both(f"{table.name}.{column}"))
        for dimension, column in table.carries.items():
            yield from ("", f"Carries `{dimension}` in `{column}`.")
        yield ""


def _role(table: Table, column: str) -> str:
    roles = ["key"] if column in table.key else []
    roles += [f"→ {table.parents[column]}"] if column in table.parents else []
    roles += ["never null"] if column in table.required else []
    return ", ".join(roles)


def _metrics() -> Iterator[str]:
    from tests.spec.example import MARCH, ORDERS

    yield from (
        _row("metric", "name", "unit", "computed from", "definition", "定义", "example"),
        _row(*["--"] * 7),
    )
    for metric in METRICS.values():
        yield _row(
            f"`{metric.name}`", _both(metric.name), metric.unit,
            ", ".join(f"`{name}`" for name in metric.inputs),
            definition(metric.name, "en"), definition(metric.name, "zh"),
            f"{MARCH[metric.name]:.4g}",
        )  # fmt: skip
    yield from ("", "## The ledger of the examples 示例账本", "")
    yield "The examples are March 2025 of this ledger. 示例为此账本 2025 年 3 月的值。"
    yield from ("", "```text", *ORDERS.strip().splitlines(), "```")


def _intakes() -> Iterator[str]:
    for intake in INTAKES.values():
        kind = "upserted into the records" if intake.kind == "record" else "kept as a batch"
        key = ", ".join(f"`{name}`" for name in intake.key)
        yield from (f"## {intake.table}: {_both(intake.table)}", "", f"Key: {key}; {kind}.", "")
        yield from (_row("field", "type", "", "headings it is recognised by"), _row(*["--"] * 4))
        for field in intake.fields:
            names = "、".join(name for name in field.names if name)
            yield _row(f"`{field.name}`", field.type, _needs(field), names)
        yield ""


def _needs(field: Field) -> str:
    needs = ["required"] if field.required else []
    needs += [f"→ {field.references}"] if field.references else []
    return ", ".join(needs)


def _commands() -> Iterator[str]:
    from salesops.cli import main

    yield from _help(main, "salesops", None)


def _help(command: click.Command, path: str, parent: click.Context | None) -> Iterator[str]:
    settings = {**command.context_settings, "terminal_width": 100}
    context = click.Context(command, info_name=path.rpartition(" ")[2], parent=parent, **settings)
    yield from (f"## {path}", "", "```text", command.get_help(context), "```", "")
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None:
                yield from _help(child, f"{path} {name}", context)


def _tools() -> Iterator[str]:
    _set_up()
    from salesops.web.assistants.asking import openapi
    from salesops.web.assistants.describing import description, operation_of
    from salesops.web.assistants.offered import TOOLS as OFFERED

    yield from (_row("tool", "", "scope", "does", "as REST"), _row(*["--"] * 5))
    for tool in OFFERED.values():
        scope = operation_of(tool, openapi())["x-scope"]
        acts = "confirmed action" if tool.is_action else "reads"
        said = description(tool, openapi()).partition(" Without `confirm`")[0]
        yield _row(f"`{tool.name}`", acts, f"`{scope}`", said, f"`{tool.method} {tool.path}`")


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "salesops.web.settings")
    import django

    django.setup()


def _openapi() -> str:
    _set_up()
    from salesops.web.api import api

    return json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=2) + "\n"


def main() -> int:
    """Write every page."""
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8")
        print(REFERENCE / name)
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))  # the examples are the specs'
    sys.exit(main())
