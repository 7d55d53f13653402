"""What the editor's templates ask about the form of a plan."""

from collections.abc import Mapping

from django import template

from salesops.incentives.form_parts import Branch

register = template.Library()


@register.filter
def hidden_in(wrong: Mapping[str, object], branch: Branch) -> bool:
    """Whether something wrong stands among what a branch shows on demand alone."""
    hidden = [one.path for one in (*branch.more, *branch.more_parts)]
    return any(place == path or place.startswith(f"{path}.") for place in wrong for path in hidden)
