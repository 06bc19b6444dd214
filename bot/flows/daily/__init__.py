"""The one daily message: what could stand in it, what does, and how it is said."""
