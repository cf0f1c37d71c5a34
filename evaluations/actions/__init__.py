"""Every change on the judging side: one function each, with its rule, its write and its event."""
