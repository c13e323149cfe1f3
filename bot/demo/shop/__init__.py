"""A sample shop that breaks: orders in a queue, a consumer that its producer has left behind, an alarm."""
