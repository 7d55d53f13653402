"""What the commands without a workspace have in common: reading plain files, or refusing them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import click

from salesops.cli.workspace import said, tell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from salesops.kernel.problem import Problem, Where


def refuse(problems: Sequence[Problem]) -> NoReturn:
    """Tell every problem and end with exit code 1."""
    for problem in problems:
        tell(problem)
    raise SystemExit(1)


def text_of(path: Path) -> str:
    """The text of a file; ends with the reason where it is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise click.ClickException(
            said(f"{path} 不是 UTF-8，请另存为 UTF-8", f"{path} is not UTF-8: save it as that")
        ) from None


def rows_of(
    path: Path,
    columns: Mapping[str, tuple[str, ...]],
    needed: Sequence[str],
    ids: Sequence[str] = (),
) -> Iterator[tuple[Where, Mapping[str, str | None]]]:
    """Each row with its place, as `named_rows` does; ends with the reason where it refuses."""
    from salesops.ingest.named import named_rows
    from salesops.ingest.sources import Refused

    try:
        yield from named_rows(path, columns, needed, ids)
    except Refused as refused:
        refuse([refused.problem])
