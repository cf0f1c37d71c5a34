"""Files of a workspace: written once, named at random, proved by their hash (tenant schema)."""
