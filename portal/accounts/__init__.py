"""People, their roles in workspaces, and how they get in (public schema)."""
