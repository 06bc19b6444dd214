"""Promises on both sides: each change of one, and the ladder of late ones."""
