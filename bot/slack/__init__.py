"""Slack at the edge: the door, the Bolt app, the Web API. The only users of slack_bolt and slack_sdk."""
