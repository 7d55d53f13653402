"""Commands about users: user add, list, password, shut-out, let-in; token add, revoke."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn, cast

import click

from salesops.cli.data import refusing
from salesops.cli.printing import FORMATS, print_rows
from salesops.cli.workspace import actor, open_workspace, said
from salesops.web.scopes import SCOPES

if TYPE_CHECKING:
    from salesops.web.people.models import User

ROLES = ["rep", "manager", "ops", "finance", "executive", "admin"]


@click.group()
def user() -> None:
    """People who may sign in."""


@user.command("add")
@click.argument("username")
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--person", "person_id", metavar="ID", help="The person they are in the records.")
@click.option(
    "--sees-pay/--no-pay",
    default=None,
    help="May, or may not, see other people's pay; when not given, as the role has it.",
)
@click.password_option(help="Asked for when not given.")
def add_user(
    username: str, role: str, person_id: str | None, sees_pay: bool | None, password: str
) -> None:
    """Let somebody sign in."""
    open_workspace()
    from salesops.web.changing import Unfit
    from salesops.web.people.actions import create_user
    from salesops.web.people.models import Role

    try:
        create_user(
            actor=actor(None), username=username, password=password, role=Role(role),
            person_id=person_id, sees_pay=sees_pay,
        )  # fmt: skip
    except Unfit as error:
        _refuse(error.messages)
    click.echo(said(f"已添加用户 {username}", f"Added the user {username}"))


@user.command("list")
@FORMATS
def list_users(form: str) -> None:
    """Who may sign in."""
    open_workspace()
    from salesops.web.people.models import User

    columns = ["username", "role", "person_id", "sees_pay", "is_active"]
    print_rows(columns, list(User.objects.order_by("username").values(*columns)), form)


@user.command("password")
@click.argument("username")
@click.password_option(help="Asked for when not given.")
def password_of(username: str, password: str) -> None:
    """Give somebody a new password."""
    open_workspace()
    from salesops.web.changing import Unfit
    from salesops.web.people.actions import change_password

    try:
        change_password(actor=actor(None), user=_user(username), password=password)
    except Unfit as error:
        _refuse(error.messages)


@user.command("shut-out")
@click.argument("username")
def shut_out_user(username: str) -> None:
    """End somebody's access; what they did stays on record."""
    open_workspace()
    from salesops.web.people.actions import shut_out

    with refusing():
        shut_out(actor=actor(None), user=_user(username))


@user.command("let-in")
@click.argument("username")
def let_in_user(username: str) -> None:
    """Give somebody back the access that was ended."""
    open_workspace()
    from salesops.web.people.actions import let_in_again
    from salesops.web.people.models import User

    found = User.objects.filter(username=username).first()
    if found is None:
        _refuse([said(f"没有用户 {username}。", f"There is no user called {username}.")])
    let_in_again(actor=actor(None), user=found)


@user.command("reset-second-step")
@click.argument("username")
def reset_second_step(username: str) -> None:
    """Turn off the second step of somebody who lost their phone and their recovery codes."""
    open_workspace()
    from salesops.web.people.two_factor import reset

    reset(actor=actor(None), user=_user(username))


@click.group()
def token() -> None:
    """Keys to the REST interface."""


@token.command("add")
@click.argument("username")
@click.option("--name", default="command line", show_default=True, help="What it is for.")
@click.option("--write", is_flag=True, help="May also change things.")
@click.option(
    "--scope", "scopes", multiple=True, type=click.Choice(SCOPES), metavar="SCOPE",
    help="Opens only this, such as crm:read; may be repeated.",
)  # fmt: skip
@click.option("--days", type=click.IntRange(1), help="Ends after so many days.")
def add_token(
    username: str, name: str, write: bool, scopes: tuple[str, ...], days: int | None
) -> None:
    """Issue a key in a user's name; it is printed this once."""
    open_workspace()
    from salesops.web.workspace.actions import issue_token

    scopes = scopes or (("read", "write") if write else ("read",))
    click.echo(
        issue_token(actor=actor(None), user=_user(username), name=name, scopes=scopes, days=days)
    )


@token.command("revoke")
@click.argument("username")
@click.argument("name")
def revoke_tokens(username: str, name: str) -> None:
    """End a user's keys of this name."""
    open_workspace()
    from salesops.web.workspace.actions import revoke_token

    for one in _user(username).tokens.filter(name=name, revoked_at=None):
        revoke_token(actor=actor(None), token=one)


def _user(username: str) -> User:
    return cast("User", actor(username))  # a name was given, so it is not the owner


def _refuse(messages: list[str]) -> NoReturn:
    raise click.ClickException(" ".join(messages))
