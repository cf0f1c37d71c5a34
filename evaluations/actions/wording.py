"""The words of the declaration that reviewers sign."""

from django.db import transaction

from evaluations import rules
from evaluations.models import Declaration, Evaluation
from portal.accounts.models import User
from portal.audit.record import record


@transaction.atomic
def word_declaration(evaluation: Evaluation, text: str, *, by: User) -> Evaluation:
    """Write the text of the declaration; empty is the usual one. It stands once one has signed."""
    locked = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    locked.round = evaluation.round
    signed = Declaration.objects.filter(panelist__evaluation=locked).exists()
    rules.may_word_declaration(locked, signed=signed).require()
    Evaluation.objects.filter(pk=locked.pk).update(declaration_text=text.strip())
    locked.declaration_text = text.strip()
    record(
        "changed the evaluation",
        evaluation.round,
        by=by,
        key=f"round:{evaluation.round_id}",
        what="the text of the declaration",
        said=locked.declaration_text,
    )
    return locked
