"""Rules that warn whatever the score. A new one is a small class in a file here."""
