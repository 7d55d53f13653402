"""How a list looks for a word: in the records themselves, and in the customers they are about."""

from dataclasses import dataclass

from django.db.models import Model, Q, QuerySet

from salesops.web.crm.grams import holding
from salesops.web.crm.models import Account

COMMON = 10_000


@dataclass(frozen=True)
class OwnOrCustomers:
    """Found by their own words, and by their customer's name or its initials.

    Each is found by an index of its own: said in one condition, every record would be read.
    """

    model: type[Model]

    def __call__(self, word: str) -> Q:
        """Whether a record is among all that are found."""
        own = self._every.filter(Q(search_text__holds=word))
        return Q(pk__in=own.values("pk").union(self._theirs(word).values("pk")))

    def first(self, word: str, most: int) -> list[str]:
        """The ids of some that are found, of each way at most so many."""
        own = holding(self.model, [word], most)
        if len(own) == most:
            return own
        theirs = self._theirs(word).values_list("pk", flat=True)[:most]
        return list({*own, *theirs})

    def held(self, word: str) -> Q:
        """The same of a record one looks at: of many that are found some are soon met."""
        return Q(search_text__contains=word) | Q(account__search_text__contains=word)

    def met(self, word: str) -> Q:
        """Whichever of both costs less: nothing is gathered of what is met everywhere."""
        is_common = len(self.first(word, COMMON + 1)) > COMMON
        return self.held(word) if is_common else self(word)

    def _theirs(self, word: str) -> QuerySet:
        customers = Account.objects.filter(Q(search_text__holds=word)).order_by()
        return self._every.filter(account__in=customers.values("pk"))

    @property
    def _every(self) -> QuerySet:
        return self.model._default_manager.order_by()  # noqa: SLF001 - Django documents it
