"""Pages of the judging side and of the set-up: guard, gather, act, answer."""
