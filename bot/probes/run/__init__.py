"""How a look runs: what a probe is, its ports, parallel runs within a time budget."""
