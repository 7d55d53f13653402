"""Forms about users: who they are, what they may see, a password somebody chooses."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from salesops.web.people.models import Role
from salesops.web.people.staff_forms import PersonField

PAY = [("", _("As the role has it")), ("yes", _("Granted")), ("no", _("Taken away"))]


class PayField(forms.TypedChoiceField):
    """Granted, taken away, or left to the role."""

    def __init__(self) -> None:
        """The three choices, meaning True, False and None."""
        meaning = {"": None, "yes": True, "no": False}
        super().__init__(
            label=_("Other people's pay"), choices=PAY, coerce=meaning.get, empty_value=None,
            required=False,
        )  # fmt: skip


class UserForm(forms.Form):
    """What an administrator changes about a user."""

    role = forms.ChoiceField(label=_("Role"), choices=[("", "—"), *Role.choices], required=False)
    person_id = PersonField(label=_("Person"), required=False)
    sees_pay = PayField()
    email = forms.EmailField(label=_("E-mail"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class NewUserForm(forms.Form):
    """Somebody new; without a password they choose one by a link."""

    username = forms.CharField(label=_("User name"), max_length=150)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    person_id = PersonField(label=_("Person"), required=False)
    sees_pay = PayField()
    email = forms.EmailField(label=_("E-mail"), required=False)
    password = forms.CharField(
        label=_("Password"), required=False, strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("Leave it empty and give them a link instead."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A rep or manager without a person would see nothing."""
        said = super().clean() or {}
        if said.get("role") in (Role.REP, Role.MANAGER) and not said.get("person_id"):
            self.add_error("person_id", _("A rep or manager must be a person of the records."))
        return said


class RulesForm(forms.Form):
    """Whose sign-in takes a second step."""

    two_factor_roles = forms.MultipleChoiceField(
        label=_("Roles that need a second step"), choices=Role.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


class ChosenPasswordForm(forms.Form):
    """A new password, twice."""

    password = forms.CharField(
        label=_("New password"), strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )  # fmt: skip
    again = forms.CharField(
        label=_("New password, again"), strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        said = super().clean() or {}
        if said.get("password") != said.get("again"):
            self.add_error("again", _("The two passwords differ."))
        return said
