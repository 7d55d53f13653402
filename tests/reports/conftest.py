"""The small company's ledger, built once a run for each day it is looked at."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from salesops.kernel.period import period
from salesops.ledger.ledger import Ledger
from salesops.reports.document import Document
from salesops.reports.monthly import monthly
from tests.reports.company import company

Company = Callable[..., Ledger]


@pytest.fixture(scope="session")
def company_of(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """The company as of a day, with what the test asks for; the same twice is built once."""
    made: dict[str, Ledger] = {}

    def of(**asked: Any) -> Ledger:
        key = repr(sorted(asked.items()))
        if key not in made:
            made[key] = company(tmp_path_factory.mktemp("ledger"), **asked)
        return made[key]

    return of


@pytest.fixture(scope="session")
def ledger(company_of: Company) -> Ledger:
    """The company at the end of October 2025, thirty times its size."""
    return company_of(as_of=date(2025, 10, 31), scale=Decimal(30))


@pytest.fixture(scope="session")
def october(ledger: Ledger) -> dict[str, Document]:
    """The report on the last month of that ledger, by language."""
    return {
        "zh": monthly(ledger, period("2025-10")),
        "en": monthly(ledger, period("2025-10"), "en"),
    }


@pytest.fixture(scope="session")
def unfinished(company_of: Company) -> Document:
    """The report on a month of which seventeen days are over."""
    return monthly(company_of(as_of=date(2025, 10, 17), scale=Decimal(30)), period("2025-10"))
