"""What the judging side reads: one function per question asked of the database."""
