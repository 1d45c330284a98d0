"""The page in the browser: Mesa's SolaraViz on the model, offline, with a map and a chart of our own.

Importing this package costs nothing; Solara is loaded when the page is served.
"""

from __future__ import annotations

from sim.app.server import serve

__all__ = ["serve"]
