"""Every environment's kernels, offered under one name each and started activated."""
