"""A real conda channel on disk, made of what this machine and a package index have.

``python -m tests.channel [FOLDER]`` or :func:`tests.channel.build.build` makes it; it is made
again only when it would be different.
"""
