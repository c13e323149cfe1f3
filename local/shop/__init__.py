"""A sample shop that breaks in five ways (orders, clicks, mails, thumbnails, parcels), each with alarms."""
