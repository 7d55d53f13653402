"""Several processes that want the same at once: run as a script, one of them each.

`rivals.py claim NAME` claims every customer of the pool it can, `rivals.py receive N` takes N
leads in, `rivals.py send N` sends N new customers to the REST interface, each with a key that its
rivals use, too. Each waits until the file `go` is there, and prints what it got as JSON.
`rivals.py prepare -` makes what they want, and `rivals.py count -` says who has it.
"""

import json
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))


def claimed(name: str) -> list[str]:
    from salesops.web.crm.actions.pools import claim_account
    from salesops.web.crm.models import Account
    from salesops.web.people.models import User
    from salesops.web.problems import Refused

    actor, told = User.objects.get(username=name), []
    for pk in list(Account.objects.filter(pool="P1").order_by("pk").values_list("pk", flat=True)):
        try:
            claim_account(actor=actor, account_id=pk)
            told.append("got")
        except Refused as refusal:
            told.append(refusal.problem.code)
    return told


def received(count: int) -> list[str | None]:
    from salesops.web.crm.actions.leads import receive_lead
    from salesops.web.people.models import User

    olga = User.objects.get(username="olga")
    return [receive_lead(actor=olga, values={"name": "王"}).lead.owner_id for _ in range(count)]


def sent(count: int) -> list[tuple[int, str]]:
    """The answer to each; whoever is told to come again, nothing having been done, does so."""
    from django.test import Client

    key = {"Authorization": f"Bearer {os.environ['RIVALS_TOKEN']}"}
    client, told = Client(SERVER_NAME="localhost"), []
    for n in range(count):
        while True:
            answer = client.post(
                "/api/v1/accounts", {"name": f"新客户{n}"}, content_type="application/json",
                headers={**key, "Idempotency-Key": f"k{n}"},
            )  # fmt: skip
            if answer.status_code not in (409, 503):
                break
            time.sleep(0.02)
        told.append((answer.status_code, answer.content.decode()))
    return told


def prepared() -> str:
    """Eight customers in a pool, a rule by which leads go round; gives a key of Bo's."""
    from django.utils import timezone

    from salesops.web.crm.models import Account, AssignmentRule, Pool
    from salesops.web.people.models import User
    from salesops.web.workspace.actions import issue_token

    pool = Pool.objects.create(pool_id="P1", name="P", holding_cap=6)
    for n in range(8):
        Account.objects.create(
            account_id=f"F{n}", name=f"F{n}", pool=pool, pooled_at=timezone.now()
        )
    AssignmentRule.objects.create(name="turns", candidates=["bo", "cy"])
    bo = User.objects.get(username="bo")
    return issue_token(actor=bo, user=bo, name="rivals", scopes=["read", "write"])


def counted() -> dict[str, object]:
    from salesops.web.crm.models import Account, Holding, Lead
    from salesops.web.workspace.models import AuditEntry

    created = AuditEntry.objects.filter(action="create_account", subject__startswith="新客户")
    return {
        "held": sorted(Holding.objects.values_list("account_id", flat=True)),
        "owners": dict(Account.objects.filter(pk__startswith="F").values_list("pk", "owner_id")),
        "leads": sorted(Lead.objects.values_list("owner_id", flat=True)),
        "new": sorted(Account.objects.filter(name__startswith="新").values_list("name", flat=True)),
        "audited": sorted(created.values_list("subject", flat=True)),
    }


DOINGS = {
    "claim": claimed, "receive": lambda count: received(int(count)),
    "send": lambda count: sent(int(count)), "prepare": lambda _: prepared(),
    "count": lambda _: counted(),
}  # fmt: skip


def main() -> None:
    """Wait for the others, if there are any, then do it."""
    from salesops.web.opening import set_up_django

    set_up_django()
    what, argument, *go = sys.argv[1:]
    if go:
        sys.stderr.write("ready\n")
        sys.stderr.flush()
    while not all(Path(file).exists() for file in go):
        time.sleep(0.005)
    sys.stdout.write(json.dumps(DOINGS[what](argument)))


if __name__ == "__main__":
    main()
