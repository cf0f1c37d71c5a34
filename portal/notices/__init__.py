"""Which mails a person wants at once, once a day or not at all (public schema)."""
