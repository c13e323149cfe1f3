"""Inputs bent at random, and texts of a megabyte made against the readers: none raises, none takes long."""
