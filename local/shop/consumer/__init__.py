"""The code of the shop's functions, with the bugs of the stories in `customer`, `visit` and `address`."""
