"""What the bot says: builders by subject, templates, pictures and ids."""
