"""Lastcall: the on-call teammate for serverless AWS that lives in Slack."""
