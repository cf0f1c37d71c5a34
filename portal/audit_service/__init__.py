"""What happened to the service itself: workspaces opened, mail tried (public schema)."""
