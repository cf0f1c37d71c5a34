"""Pages at the root host: for strangers, for people who are signed in, for operators."""
