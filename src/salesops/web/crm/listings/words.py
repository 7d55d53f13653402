"""How a list looks for a word: in the records themselves, and in the customers they are about."""

from collections.abc import Callable

from django.db.models import Model, Q

from salesops.web.crm.models import Account


def own_or_customers(model: type[Model]) -> Callable[[str], Q]:
    """Found by their own words, and by their customer's name or its initials.

    Each is found by an index of its own: said in one condition, every record would be read.
    """
    every = model._default_manager  # noqa: SLF001 - Django documents it

    def sought(word: str) -> Q:
        customers = Account.objects.filter(Q(search_text__holds=word)).order_by()
        own = every.filter(Q(search_text__holds=word)).order_by()
        theirs = every.filter(account__in=customers.values("pk")).order_by()
        return Q(pk__in=own.values("pk").union(theirs.values("pk")))

    return sought
