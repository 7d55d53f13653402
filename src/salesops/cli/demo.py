"""The demo: a company that does not exist, written as exports and imported like anybody's."""

from __future__ import annotations

import shutil
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from salesops.cli.workspace import home, is_workspace, said, sentence, set_up_django
from salesops.web.opening import hasten, today

if TYPE_CHECKING:
    from salesops.cli.demo_exports import Writing
    from salesops.demo.exports import SizeName

MARK = "demo-under-way"
PASSWORD = "salesops-demo"  # noqa: S105 - printed for whoever runs the demo, on their own machine


@click.command()
@click.option(
    "--size", type=click.Choice(["small", "medium", "large", "huge"]), default="small",
    show_default=True, help="10 k, 1 M, 10 M or 50 M order lines.",
)  # fmt: skip
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day of the company; yesterday."
)
@click.option("--seed", type=int, default=7, show_default=True, help="Another company.")
@click.option(
    "--plant", type=click.Choice(["all", "none"]), default="all", show_default=True,
    help="Whether known causes are hidden in the data.",
)  # fmt: skip
@click.option("--serve/--no-serve", "served", default=True, help="Serve it when it is built.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=int, default=8000, show_default=True, help="The port to listen on.")
def demo(
    size: SizeName,
    until: datetime | None,
    seed: int,
    plant: str,
    served: bool,
    host: str,
    port: int,
) -> None:
    """Build a demo company and serve it.

    Its exports are written into the workspace and imported through the same door as anybody's.
    A workspace that is already there is served as it is.
    """
    from salesops.cli.serving import run_server

    folder = home()
    if is_workspace(folder):
        click.echo(said(f"使用已有的工作区 {folder}", f"Using the workspace {folder}"))
        set_up_django()
    else:
        last = until.date() if until else yesterday()
        build(folder, size=size, until=last, seed=seed, plant=plant == "all")
    if served:
        run_server(host, port, _print_sign_ins)
    else:
        _print_sign_ins()


def yesterday() -> date:
    """The last day that is over, where the workspace is."""
    set_up_django()

    return today() - timedelta(days=1)


def build(folder: Path, *, size: SizeName, until: date, seed: int, plant: bool) -> None:
    """Make the workspace while the exports are written, import them, let people in.

    The folder becomes a workspace at the very end: a demo that was interrupted starts over.
    """
    from salesops.cli.demo_exports import writing
    from salesops.cli.serving import create, seal
    from salesops.demo.company import COMPANY

    began = time.monotonic()
    _start_over(folder)
    _step(began, "生成演示公司的原始导出文件", "Writing the company's raw exports")
    exports = folder / "exports"
    with writing(exports, size=size, until=until, seed=seed, plant=plant) as written:
        _step(began, "建立工作区", "Making the workspace")
        create(folder, COMPANY, "CNY", 1, "months")
        hasten()
        _import_all(exports, written, began)
    _finish(until, began)
    seal(folder)
    (folder / MARK).unlink()
    _step(began, "完成", "Done")


def _start_over(folder: Path) -> None:
    """Empty the folder of an interrupted demo; refuse one with somebody else's files in it."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise click.ClickException(
            said(
                f"{folder} 不是空文件夹。用 SALESOPS_HOME 指定另一个文件夹。",
                f"{folder} is not empty. Name another folder with SALESOPS_HOME.",
            )
        )
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARK).touch()


def _import_all(exports: Path, written: Writing, began: float) -> None:
    from salesops.demo import IMPORTS
    from salesops.ingest.mapping import load
    from salesops.web.access import Owner
    from salesops.web.imports.actions import import_file

    for table, pattern, mapping in IMPORTS:
        written.wait_for(table)
        rules = load(exports / mapping) if mapping else None
        for file in sorted(exports.glob(pattern)):
            done = import_file(actor=Owner(), table=table, source=file, mapping=rules)
            if done.outcome.fatal:
                raise click.ClickException(sentence(done.outcome.fatal))
            rows, rejected = done.outcome.rows, done.outcome.rejected
            _step(
                began,
                f"导入 {file.name}：{rows} 行，拒绝 {rejected}",
                f"Imported {file.name}: {rows} rows, {rejected} rejected",
            )


def _finish(until: date, began: float) -> None:
    from salesops.cli.demo_honours import honour
    from salesops.cli.demo_pay import pay_months
    from salesops.cli.demo_plans import plan_ahead
    from salesops.demo import SIGN_INS
    from salesops.web.access import Owner
    from salesops.web.people.actions import create_user
    from salesops.web.people.models import Role, User
    from salesops.web.workspace.actions import take_snapshot

    _step(began, "请人登录，定规则", "Letting people in, setting rules")
    for role, person_id in SIGN_INS.items():
        if not User.objects.filter(username=role).exists():
            create_user(
                actor=Owner(), username=role, password=PASSWORD, role=Role(role),
                person_id=person_id,
            )  # fmt: skip
    _start_rules(SIGN_INS["rep"])
    _start_pool(SIGN_INS["rep"])
    _publish_process()
    _step(began, "计算账本快照", "Building the ledger")
    take_snapshot(actor=Owner(), as_of=until)
    _step(began, "制定目标", "Planning targets")
    plan_ahead(until)
    _step(began, "计算和发放薪酬", "Paying the sellers")
    pay_months(until)
    _step(began, "表彰，并检验一项激励", "Honouring people, judging a SPIFF")
    honour(until)
    _step(began, "计入新目标和薪酬", "Taking targets and pay into the ledger")
    take_snapshot(actor=Owner(), as_of=until)


def _start_rules(rep: str) -> None:
    """Rules that act by themselves, and rules by which leads find their owners."""
    from salesops.demo.rules import AUTOMATION, HOTLINE, WEBSITE
    from salesops.web.access import Owner
    from salesops.web.automation.actions import set_rule
    from salesops.web.crm.actions.assignment import Draft, set_assignment_rules
    from salesops.web.people.models import Position

    places = Position.objects.filter(person_id=rep, team__isnull=False).order_by("-starts_on")
    teams = tuple(places.values_list("team_id", flat=True)[:1])
    given = [
        Draft("400 电话转值班销售", candidates=(rep,), source=HOTLINE),
        Draft("官网留资在组内轮流", candidates=(rep,), teams=teams, source=WEBSITE),
    ]
    set_assignment_rules(actor=Owner(), rules=given)
    for description, definition in AUTOMATION:
        set_rule(actor=Owner(), definition=definition, description=description)


def _start_pool(rep: str) -> None:
    """A public pool, with a few customers in it whom nobody has talked to for long."""
    from salesops.demo.rules import POOL, RETURN_REASON, RETURNED
    from salesops.web.access import Owner
    from salesops.web.crm.actions.pool_rules import make_pool
    from salesops.web.crm.actions.pools import return_account
    from salesops.web.crm.models import Account

    make_pool(actor=Owner(), values=POOL, pool_id="main")
    forgotten = Account.objects.filter(
        klass="C", owner__isnull=False, last_contact_at__isnull=False
    )
    forgotten = forgotten.exclude(owner=rep).exclude(deals__status="open")
    for account in forgotten.order_by("last_contact_at", "pk")[:RETURNED]:
        return_account(actor=Owner(), account_id=account.pk, reason=RETURN_REASON)


def _publish_process() -> None:
    """The way the company sells, in force from today: with tasks, limits and talk tracks."""
    import tomllib
    from decimal import Decimal

    from salesops.demo.process import TEXT
    from salesops.web.access import Owner
    from salesops.web.crm.pipelines import main_pipeline
    from salesops.web.process.actions import draft_process, publish_process

    definition = tomllib.loads(TEXT, parse_float=Decimal)
    pipeline = main_pipeline()
    draft = draft_process(actor=Owner(), pipeline_id=pipeline.pk, definition=definition)
    publish_process(actor=Owner(), version_id=draft.pk)


def _step(began: float, zh: str, en: str) -> None:
    click.echo(f"[{time.monotonic() - began:5.1f} s] {said(zh, en)}")


def _print_sign_ins() -> None:
    from salesops.web.people.models import User

    click.echo(said("登录（密码都是 {}）：", "Sign in (the password is {}):").format(PASSWORD))
    for user in User.objects.filter(is_active=True).select_related("person").order_by("id"):
        click.echo(f"  {user.username:<10} {user.get_role_display()}  {user.name}")
