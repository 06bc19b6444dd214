"""Tables, queries and migrations. No rules, no Slack."""
