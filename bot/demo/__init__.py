"""The bot in a local Slack with sample partners, in one command."""
