"""The narrow waist: a few declared tables that know nothing of who wrote their rows."""

from salesops.ledger.ledger import Engine, Ledger
from salesops.ledger.schema import TABLES

__all__ = ["TABLES", "Engine", "Ledger"]
