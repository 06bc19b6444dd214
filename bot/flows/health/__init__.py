"""A partner's health: gathered, scored, kept once a day, and explained."""
