"""The Web API: one table of methods by family, behind one gateway."""
