"""Random stories under random faults: longer, and of more kinds, than anybody would write by hand."""
