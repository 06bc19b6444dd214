"""Work the clock starts: (transaction, workspace_id, now) -> count."""
