"""Block Kit's rules as tables: what each block and element may hold, in Slack's words."""
