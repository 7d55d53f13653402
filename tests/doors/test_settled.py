"""After much has come in, PostgreSQL plans by what is there; it would look only once a minute."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from salesops.web.crm.arriving import MANY, settled
from salesops.web.crm.models import Account


def _counted() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'crm_account'")
        return cursor.fetchone()[0]


def test_after_much_has_come_in_the_database_knows_how_much_it_holds(db):
    Account.objects.bulk_create(Account(account_id=f"M{n:05}", name=f"客户{n}")
                                for n in range(MANY))  # fmt: skip
    with CaptureQueriesContext(connection) as asked:
        settled(MANY - 1)
    assert len(asked) == 0
    settled(MANY)
    is_postgresql = connection.vendor == "postgresql"
    assert not is_postgresql or _counted() == Account.objects.count()
