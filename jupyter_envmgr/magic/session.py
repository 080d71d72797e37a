"""The notebook in which a kernel runs, as its Jupyter server knows it (``/api/sessions``)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from ..verbs.backend import BackendError

if TYPE_CHECKING:
    from ..verbs.backend import Data
    from ..verbs.connection import Connection


class Session:
    """The session of a kernel."""

    def __init__(self, connection: Connection, kernel: str) -> None:
        self._connection = connection
        self._kernel = kernel

    def use(self, environment: Data) -> str:
        """Start the environment's kernel for the notebook, in the place of this one.

        Raises BackendError where the environment has none.
        """
        name = environment["name"]
        if not environment["kernels"]:
            raise BackendError.of(
                "not-found",
                f"{name} has no kernel for notebooks.",
                f"%envmgr install -n {name} ipykernel gives it one.",
            )
        kernel = environment["kernels"][0]
        session = self._session()
        if session is None:
            return f"Choose the kernel {kernel} from the notebook's Kernel menu."
        if session["kernel"]["name"] == kernel:
            return f"This notebook uses {name} already."
        self._switch(session, kernel)
        return (
            f"This notebook uses {name} from now on, with a new kernel that has none of its "
            "variables. JupyterLab shows it within ten seconds."
        )

    def _switch(self, session: Data, kernel: str) -> None:
        """Start another kernel in a session; the server interrupts this one before it ends it."""
        path = f"api/sessions/{quote(session['id'], safe='')}"
        try:
            self._connection.ask("PATCH", path, {"kernel": {"name": kernel}})
        except KeyboardInterrupt:
            if self._connection.ask("GET", path)["kernel"]["id"] == self._kernel:
                raise  # it was a person

    def _session(self) -> Data | None:
        found = self._connection.ask("GET", "api/sessions")
        sessions = found if isinstance(found, list) else []
        return next((each for each in sessions if each["kernel"]["id"] == self._kernel), None)
