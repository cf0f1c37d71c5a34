"""The documents: one module per kind turns what was read into what is printed."""
