"""Why a local stack does not come up, by whose turn it is. Each text is one line that says what to do.

Failure
├── Refused   what was asked for cannot be had: exit status 2
└── Failed    something that should work did not: exit status 1
"""


class Failure(Exception):
    status = 1


class Refused(Failure):
    status = 2


class Failed(Failure):
    status = 1
