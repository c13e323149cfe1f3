"""Each verdict with its proof, and what keeps it from being drawn."""
