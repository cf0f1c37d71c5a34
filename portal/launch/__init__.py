"""Starts everything on one machine: database, broker, web server, worker. For trying out and tests.

The supervisor knows no Django: it starts programs, watches them and stops them.
"""
