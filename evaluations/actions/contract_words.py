"""What this workspace calls the clauses of a contract."""

from collections.abc import Mapping

from django.db import transaction

from evaluations.models import ContractWord
from portal.accounts.models import User
from portal.audit.record import record


@transaction.atomic
def name_clauses(words: Mapping[str, str], *, by: User) -> None:
    """Use these labels from now on, by key of the clause; a clause left out gets its usual one."""
    before = dict(ContractWord.objects.select_for_update().values_list("key", "label"))
    if before == dict(words):
        return
    ContractWord.objects.exclude(key__in=words).delete()
    for key, label in words.items():
        ContractWord.objects.update_or_create(key=key, defaults={"label": label})
    record("changed the words of contracts", "Contract words", by=by, words=dict(words))
