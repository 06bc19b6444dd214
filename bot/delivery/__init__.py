"""From an intent in the outbox to a message in Slack: once, in order, to the right audience."""
