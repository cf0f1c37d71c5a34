"""What exists only while trying out: a mailbox page, and people to sign in as (public schema)."""
