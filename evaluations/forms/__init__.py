"""What people fill in on the judging side and in the set-up."""
