"""Untrusted JSON to domain values, and back for what we store ourselves. Pure."""
