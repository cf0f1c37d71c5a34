"""The invented evaluation that a first start shows, and what builds it."""
