"""Work that does not fit in a request: a row says what is owed, the broker only rings (public)."""
