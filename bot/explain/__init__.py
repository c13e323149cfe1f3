"""`lastcall explain`: what an input is and what Lastcall would do with it, without any account."""
