"""Texts people may type that must come out as text, and within Slack's limits."""

HOSTILE = (
    "<!channel> <@U0EVIL> *bold* _it_ ~no~ `code` &amp; :boom: @here\n> quote\u202e\u200b",
    "x" * 3000,
    "&<>" * 1000,
    "\u202e" * 50,
    "",
)
