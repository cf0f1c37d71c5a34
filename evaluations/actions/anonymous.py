"""Choosing that reviewers read letters instead of names, and naming what else gives vendors away."""

import secrets
from collections.abc import Mapping, Sequence

from django.db import transaction

from evaluations import rules
from evaluations.actions.rounds import SEEDS
from evaluations.models import Evaluation
from portal.accounts.models import User
from portal.audit.record import record
from vendors.models import Round


@transaction.atomic
def choose(evaluation: Evaluation, *, hides: bool, by: User) -> Evaluation:
    """Hide vendors' names until discussion, or don't; it stands once the evaluation is open.

    The seed of the letters is drawn here, once: answers can be open before scoring begins, and a
    vendor has to be called the same then as later.
    """
    locked = _locked(evaluation)
    rules.may_hide_vendors(locked).require()
    seed = locked.letter_seed
    if hides and seed is None:
        seed = secrets.randbelow(SEEDS)
    Evaluation.objects.filter(pk=locked.pk).update(hides_vendors=hides, letter_seed=seed)
    locked.hides_vendors, locked.letter_seed = hides, seed
    _record(locked, by, what="whether vendors’ names are hidden", said=hides)
    return locked


@transaction.atomic
def name(evaluation: Evaluation, aliases: Mapping[int, Sequence[str]], *, by: User) -> Evaluation:
    """Keep what else vendors are known by; words can be added for as long as names are hidden.

    aliases: words by response id; responses of other evaluations are left out.
    """
    locked = _locked(evaluation)
    rules.may_name_aliases(locked).require()
    here = set(locked.round.responses.values_list("pk", flat=True))
    kept = {str(pk): list(words) for pk, words in aliases.items() if pk in here and words}
    Evaluation.objects.filter(pk=locked.pk).update(aliases=kept)
    locked.aliases = kept
    _record(locked, by, what="other names of vendors", said=sum(map(len, kept.values())))
    return locked


def _locked(evaluation: Evaluation) -> Evaluation:
    round_ = Round.objects.select_for_update().get(pk=evaluation.round_id)
    locked = Evaluation.objects.select_for_update().get(pk=evaluation.pk)
    locked.round = round_
    return locked


def _record(evaluation: Evaluation, by: User, **detail: object) -> None:
    key = f"round:{evaluation.round_id}"
    record("changed the evaluation", evaluation.round, by=by, key=key, **detail)
