"""What the fixes replace in the code of the shop's functions."""
