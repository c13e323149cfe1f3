"""What the fix replaces in the code of orders-worker."""
