"""A local AWS: an emulator process in its own environment, what it lacks, and a deployer."""
