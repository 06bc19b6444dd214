"""The kickoff: held, written down, answered by the partner, and reminded of."""
