"""Goals: agreed, measured, judged at each reading, and spoken of when they slip."""
