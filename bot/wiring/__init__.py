"""The composition root: one module per entrypoint, importing only what that entrypoint needs.

Clients of the common path are made here, during init, where Lambda gives the full CPU whatever the memory.
Tests pass a World of their own; nothing else in the house knows how it is put together.
"""
