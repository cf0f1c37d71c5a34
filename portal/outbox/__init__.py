"""Mail of a workspace: a row first, then the mail, then what became of it (tenant schema)."""
