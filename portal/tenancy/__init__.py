"""Workspaces: one PostgreSQL schema per jurisdiction, and the one way to switch into it."""
