"""How a look runs: what a probe is, through what it looks, side by side and within a budget."""
