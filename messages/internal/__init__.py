"""What is ours alone."""
