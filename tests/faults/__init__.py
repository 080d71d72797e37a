"""Whatever is done to a change, an environment is what it was or what was asked for."""
