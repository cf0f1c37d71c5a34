"""What was decided stands, in the database too."""

import pytest
from django.db import IntegrityError, transaction

from evaluations.models import Decision, Outcome, VendorOutcome
from portal.tenancy.models import Jurisdiction
from tests.cast import Cast
from tests.stages import judged_at


def test_a_decision_and_its_outcomes_stand(in_alder: Jurisdiction, cast: Cast) -> None:
    judged_at("decided", cast)
    with pytest.raises(IntegrityError, match="stand as they were"), transaction.atomic():
        Decision.objects.update(reasons="Something else.")
    with pytest.raises(IntegrityError, match="stand as they were"), transaction.atomic():
        VendorOutcome.objects.update(outcome=Outcome.RECOMMENDED)
    with pytest.raises(IntegrityError, match="stand as they were"), transaction.atomic():
        VendorOutcome.objects.all().delete()
    assert Decision.objects.get().reasons == "All in all."
    assert set(VendorOutcome.objects.values_list("outcome", flat=True)) == {Outcome.ACCEPTABLE}
