"""Partners: their place in the portfolio, their channels, and what both sides agreed to hear."""
