"""One workspace: installed, its numbers set, its trail read."""
