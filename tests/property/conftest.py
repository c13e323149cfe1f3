"""No deadline for an example: a loaded machine is no falsifying one."""

from hypothesis import settings

settings.register_profile("lastcall", deadline=None)
settings.load_profile("lastcall")
