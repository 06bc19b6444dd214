"""What can happen, one function each, inside the caller's transaction."""
