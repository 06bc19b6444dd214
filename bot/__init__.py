"""Runs the bot, and holds the layers that belong to no Slack surface."""
