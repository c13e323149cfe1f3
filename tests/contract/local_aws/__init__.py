"""What the demo relies on in its AWS."""
