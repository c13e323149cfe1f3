"""Thin Lambda handlers: unwrap the event, call one use case, report what must be delivered again."""
