"""Every change on the vendors' side: one function each, with its rule, its write and its event."""
