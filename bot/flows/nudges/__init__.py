"""What was said to whom: who hears, how it is answered, and when it rests."""
