"""How a change happens: staged beside the environment, then moved into place."""
