"""Slack listeners by subject: unpack, check policy, one flow, one answer."""
