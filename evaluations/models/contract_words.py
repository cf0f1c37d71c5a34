"""What this workspace calls the clauses of a contract: laws and habits differ."""

from django.db import models


class ContractWord(models.Model):
    """The label of one clause, where it is not the usual one."""

    key = models.CharField(max_length=40, unique=True)
    label = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.label
