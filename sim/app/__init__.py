"""The page in the browser: a Solara page on the Mesa model, offline, with map, network, charts and policies.

The models run in a thread of the tab (`player`); what is drawn is made by plain functions of a model (`frames`,
`charts`, `ties`, `inspection`, `policy_cards`) and pushed to Vue files (`components`, `vue/`). Wishes of the browser
come in through `actions`. `classic_page` is Mesa's SolaraViz with the same map and charts.

Importing this package costs nothing; Solara is loaded when the page is served.
"""

from __future__ import annotations

from sim.app.server import serve

__all__ = ["serve"]
