"""The record of one decided evaluation, so that a stranger can check it without us."""
