"""What probes are made of: the shape of one, and what they read with. Nothing here knows a probe."""
