"""The local Slack's page in the browser: its state as JSON, its acts, its files."""
