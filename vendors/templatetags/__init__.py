"""Tags of the vendors’ side."""
