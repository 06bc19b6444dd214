"""What the app asks Slack for; docs/security.md gives the reason of each."""

SCOPES = (
    "commands",
    "chat:write",
    "users:read",
    "channels:read",
    "groups:read",
    "files:write",  # pictures
    "files:read",  # whether a picture is ready to be shown
)
# Only to find the bot's own message when the answer to a send was lost; leave them out if
# your rules forbid reading history, and such a message is asked again the next morning.
HISTORY_SCOPES = ("channels:history", "groups:history", "im:history")
# Only to leave people alone while they have their notifications off.
DND_SCOPE = "dnd:read"
OPTIONAL_SCOPES = (*HISTORY_SCOPES, DND_SCOPE)
