"""Intake: what vendors are asked and what they answer, until a submission freezes it."""
