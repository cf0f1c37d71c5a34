"""Judgement: what reviewers make of a submission, and what comes of it."""
