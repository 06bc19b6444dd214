"""People: who they are, what is theirs, and what is kept on them."""
