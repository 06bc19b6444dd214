"""Nothing of ours reaches the partner, and nothing anybody types does anything."""
