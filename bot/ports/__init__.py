"""What the use cases need from the world, one file per need. Adapters and fakes implement these.

Annotations are not evaluated: using one port does not load the values of all the others.
"""
