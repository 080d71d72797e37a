"""What people type, in a notebook (``%envmgr``) and in a terminal (``jupyter envmgr``).

The one definition of both doors: verbs with their options, help and examples (`definition`), and
what each does, written against a `backend.Backend` that does it and a `display.Display` that
shows it (`perform`).

Standard library and Python 3.8 only, with relative imports and none from outside: kernels load
this folder by its path, in environments that have nothing of ours.
"""
