"""A sample shop that breaks in four ways: orders, clicks, mails, thumbnails; each with its alarms."""
