"""Several processes that want the same at once: run as a script, one of them each.

`rivals.py claim NAME` claims every customer of the pool it can; `rivals.py receive N` takes N
leads in. Each waits until the file `go` is there, and prints what it got as JSON.
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


def main() -> None:
    """Wait for the others, then run."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "salesops.web.settings")
    django.setup()
    what, argument, go = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    sys.stderr.write("ready\n")
    sys.stderr.flush()
    while not go.exists():
        time.sleep(0.005)
    done = claimed(argument) if what == "claim" else received(int(argument))
    sys.stdout.write(json.dumps(done))


if __name__ == "__main__":
    main()
