"""What reads or draws untrusted content, in a child without database and secrets."""
