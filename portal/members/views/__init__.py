"""Pages on which a workspace sees and changes itself."""
