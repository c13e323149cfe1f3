"""What holds for every test."""

from hypothesis import HealthCheck, settings

# How long an example takes is the machine's affair: claims of speed are proven by `make bench`.
settings.register_profile("patient", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")
