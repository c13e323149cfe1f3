"""What Lastcall decides: frozen values and pure functions; no clock, no I/O, no vendor.

Wide values are frozen dataclasses, small plain records are NamedTuples: declaring a dataclass costs a
cold start nearly a millisecond, a NamedTuple a twentieth of it (docs/adr/0003).
"""
