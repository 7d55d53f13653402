"""A company that does not exist: its raw exports, with planted truths to be found in them."""

from salesops.demo.exports import Exports, company, write_exports
from salesops.demo.mappings import IMPORTS
from salesops.demo.people import SIGN_INS
from salesops.demo.plants import KINDS

__all__ = ["IMPORTS", "KINDS", "SIGN_INS", "Exports", "company", "write_exports"]
