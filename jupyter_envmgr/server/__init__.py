"""The server extension: REST under ``/envmgr`` and the events that keep the panel up to date."""
