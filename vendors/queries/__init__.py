"""What the vendors' side reads: one function per question asked of the database."""
