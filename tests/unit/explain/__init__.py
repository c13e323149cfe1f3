"""`lastcall explain`, input by input."""
