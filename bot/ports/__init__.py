"""What the use cases need from the world, a file for each need. Adapters and fakes implement these.

Annotations are not evaluated: whoever uses one port does not load the values of all the others.
"""
