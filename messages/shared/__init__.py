"""What the partner may read."""
