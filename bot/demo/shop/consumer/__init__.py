"""The code of the function orders-worker, with the bug of the story in `customer`."""
