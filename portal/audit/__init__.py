"""What happened in a workspace: an append-only, hash-chained log (tenant schema)."""
