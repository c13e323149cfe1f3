"""Runbooks: read, picked, filled in for an incident, and checked before one is needed."""
