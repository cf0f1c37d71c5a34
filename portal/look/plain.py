"""Error messages that say what to do next, for forms whose fields bring no words of their own."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _

LONG_LABEL = 4
"""Labels of more words are questions or requests, which read badly after "Enter"."""


class PlainMessages:
    """Put before forms.Form or forms.ModelForm: a field's own error_messages win."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            label = str(field.label or capfirst(name.replace("_", " ")))
            for code, words in plain_messages(field, label).items():
                if field.error_messages.get(code) == _default(field, code):
                    field.error_messages[code] = words
            _replace_limits(field, label)


def plain_messages(field: forms.Field, label: str) -> dict[str, str]:
    thing = label[:1].lower() + label[1:] if label[1:2].islower() else label
    named = {"thing": thing, "label": label}
    return {"required": _required(field, label) % named} | {
        code: words % named for code, words in _invalid(field).items()
    }


def _required(field: forms.Field, label: str) -> str:
    if label.endswith("?") or len(label.split()) > LONG_LABEL:
        return _("Answer “%(label)s”")
    if isinstance(field, forms.FileField):
        return _("Choose a file")
    if isinstance(field, forms.BooleanField):
        return _("Tick the box “%(label)s” to continue")
    chosen = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
    return _("Select %(thing)s") if chosen else _("Enter %(thing)s")


def _invalid(field: forms.Field) -> dict[str, str]:
    match field:
        case forms.EmailField():
            return {"invalid": _("Enter an e-mail address, such as name@example.org")}
        case forms.URLField():
            return {"invalid": _("Enter a web address, such as https://status.example.org")}
        case forms.FileField():
            return {"empty": _("The selected file is empty. Choose another file")}
        case forms.DateTimeField():
            return {"invalid": _("Enter %(thing)s as a date and time, such as 2027-03-19 17:00")}
        case forms.DateField():
            return {"invalid": _("Enter %(thing)s as a date, such as 2027-03-19")}
        case forms.DecimalField() | forms.FloatField():
            return {"invalid": _("Enter %(thing)s as a number, such as 99.9")}
        case forms.IntegerField():
            return {"invalid": _("Enter %(thing)s as a whole number, such as 25")}
        case _:
            return {}


def _default(field: forms.Field, code: str) -> object:
    """Django's own words for a code, as the class of the field brings them."""
    for kind in type(field).__mro__:
        words = getattr(kind, "default_error_messages", {}).get(code)
        if words is not None:
            return words
    return None


def _replace_limits(field: forms.Field, label: str) -> None:
    limits = {
        "max_value": _("%(label)s must be %(limit_value)s or less"),
        "min_value": _("%(label)s must be %(limit_value)s or more"),
        "max_length": _("%(label)s must be %(limit_value)d characters or fewer"),
    }
    for code, words in limits.items():
        # The limit is filled in by the validator, the label here.
        text = words.replace("%(label)s", label.replace("%", "%%"))
        field.error_messages.setdefault(code, text)
