"""The composition root: one module per entrypoint, importing only what that entrypoint needs.

Clients of the common path are made here, during init, where Lambda gives the full CPU whatever the memory.
Tests pass their own Runtime; nothing else knows how it is assembled.
"""
