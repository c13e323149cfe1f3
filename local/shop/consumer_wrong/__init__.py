"""What wrong fixes replace in the code of the shop's functions."""
