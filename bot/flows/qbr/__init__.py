"""The quarterly review: its date, its steps, its page, and the pack."""
