"""The decision: an outcome with its reason for each vendor, what is open, and who confirms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from evaluations.actions.decisions import Said
from evaluations.forms.reasons import reason_field
from evaluations.models import Decision, Outcome
from portal.accounts.models import User
from portal.look.plain import PlainMessages
from vendors.models import Response

LONG = 20_000


@dataclass(frozen=True, slots=True)
class VendorFields:
    """The three fields of one vendor."""

    outcome: BoundField
    reason: BoundField
    wording: BoundField


class DecisionForm(PlainMessages, forms.Form):
    """approvers: who may confirm; none: an operator of the service does."""

    reasons = forms.CharField(
        label=_("Reasons for the decision"),
        help_text=_("They stand in the report and in the memo."),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    open_matters = forms.CharField(
        label=_("What else is open"),
        help_text=_("One matter per line. It stands in the record beside what is listed above."),
        required=False,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    why_changed = forms.CharField(
        label=_("Why the decision is changed"),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    approver = forms.ChoiceField(
        label=_("Who confirms it"),
        error_messages={
            "required": _("Choose who is to confirm it"),
            "invalid_choice": _("Choose somebody from the list"),
        },
    )

    def __init__(
        self,
        *args: Any,
        responses: Iterable[Response],
        approvers: Sequence[User],
        before: Decision | None,
        is_revision: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, initial=_initial(before), **kwargs)
        self.responses = list(responses)
        self.approvers = {str(one.pk): one for one in approvers}
        below = {name: self.fields.pop(name) for name in list(self.fields)}
        for one in self.responses:
            self._add_vendor(one)
        self.fields |= below
        if not is_revision:
            del self.fields["why_changed"]
        if self.approvers:
            choices = [(key, str(one)) for key, one in self.approvers.items()]
            self.fields["approver"].choices = [("", _("Choose")), *choices]  # type: ignore[attr-defined]
        else:
            del self.fields["approver"]

    def _add_vendor(self, one: Response) -> None:
        name = one.vendor.name
        self.fields[f"outcome-{one.pk}"] = forms.ChoiceField(
            label=name,
            choices=Outcome.choices,
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose an outcome for %s") % name},
        )
        self.fields[f"reason-{one.pk}"] = reason_field(
            _("Reason, for your own record: %s") % name,
            _("Say in a sentence why, for %s") % name,
        )
        wording = forms.CharField(
            label=_("What may be told to %s") % name,
            help_text=_(
                "It stands in the letter to this vendor. No other vendor’s name or figure."
            ),
            required=False,
            max_length=LONG,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        self.fields[f"wording-{one.pk}"] = wording

    def of_vendor(self, key: str) -> VendorFields:
        """The fields of the vendor with this response id; raises KeyError."""
        return VendorFields(*(self[f"{name}-{key}"] for name in ("outcome", "reason", "wording")))

    def said(self) -> dict[int, Said]:
        """What is decided about each vendor, by response id."""
        data = self.cleaned_data
        return {
            one.pk: Said(
                Outcome(data[f"outcome-{one.pk}"]),
                data[f"reason-{one.pk}"],
                data[f"wording-{one.pk}"],
            )
            for one in self.responses
        }

    def own_matters(self) -> list[str]:
        lines = self.cleaned_data["open_matters"].splitlines()
        return [one.strip() for one in lines if one.strip()]

    def approver_chosen(self) -> User | None:
        return self.approvers.get(self.cleaned_data.get("approver", ""))


def _initial(before: Decision | None) -> dict[str, Any]:
    """What the last revision said, so that nothing is typed twice."""
    if before is None:
        return {}
    found: dict[str, Any] = {"reasons": before.reasons}
    for one in before.outcomes.all():
        found[f"outcome-{one.response_id}"] = one.outcome
        found[f"reason-{one.response_id}"] = one.reason
        found[f"wording-{one.response_id}"] = one.wording
    return found


class SendBackForm(PlainMessages, forms.Form):
    reason = reason_field(
        "Reason", "Say in a sentence why it goes back", "Whoever proposed it reads it."
    )
