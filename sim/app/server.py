"""Serves the page to this machine, without a word to any other."""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import os
import socket
import sys
import threading
import warnings
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sim.app.picture_line import PATH
from sim.app.settings import MOST_SAMPLE, ViewSettings, scenario_of
from sim.app.words import say
from sim.errors import EnvironmentProblem, Fault, reason_of
from sim.shipped import FONTS
from sim.words import Sentence

NEEDED = ("solara", "uvicorn", "ipyvuetify", "altair")
"""Packages of the browser extra the page cannot do without."""

ASSETS = (
    "@widgetti/solara-vuetify-app@10.1.1/dist/main8.css",
    "@widgetti/solara-vuetify-app@10.1.1/dist/fonts.css",
    "@widgetti/solara-vuetify-app@10.1.1/dist/solara-vuetify-app8.min.js",
    "@widgetti/vue-grid-layout@2.3.13-alpha.2/dist/vue-grid-layout.umd.js",
    "requirejs@2.3.6/require.js",
)
"""Files the page asks for beyond the packages' own; a missing one would make Solara look for it on a public network."""

NOWHERE = "http://127.0.0.1:9/"
"""Where Solara is told to look for missing files: the discard port of this machine, at which nothing answers."""

INSTALL = Sentence("make install-all, or: python -m pip install 'gongzhi[browser]'",
                   "make install-all，或 python -m pip install 'gongzhi[browser]'")
IDLE_TABS_END_AFTER = "10m"
WAITING_REQUESTS = 128
NO_SUCH_LINE = 4404

SWITCH_SECONDS = 0.001
"""How long a thread may hold Python's lock while another waits: a click must not wait for the days of a run (Python's
own 5 ms, several times over from thread to thread, are most of a picture's time)."""


def serve(
    scenario: str | Path | None = None,
    port: int = 8765,
    host: str = "127.0.0.1",
    open_browser: bool = False,
    overrides: Sequence[str] = (),
    lang: str = "en",
    classic: bool = False,
) -> int:
    """Serves the page until it is interrupted.

    Args:
        scenario: Scenario file to begin with; None for the baseline.
        port: Port to listen at.
        host: Address to listen at; that of this machine alone unless said otherwise.
        open_browser: Whether to open the page in the reader's browser.
        overrides: Settings laid over the scenario, as "path=value".
        lang: Language the page begins with, "en" or "zh".
        classic: Whether to serve Mesa's own page instead of ours.

    Returns:
        0 when it was ended.

    Raises:
        InputError: The scenario or a setting cannot be used.
        EnvironmentProblem: The browser extra is not installed, or the port is taken.
    """
    _require_packages()
    settings = ViewSettings("" if scenario is None else str(scenario), tuple(overrides), lang)
    chosen = scenario_of(settings)
    settings.store()
    listening = _listen(host, port)
    with contextlib.closing(listening):
        from sim.running import warm_up
        from sim.worlds import shared_world

        print(say("preparing", lang), file=sys.stderr, flush=True)
        warm_up(chosen)
        # Held until the server ends, so that the first tabs need not build it.
        first_world = shared_world(chosen) if chosen.world.sample <= MOST_SAMPLE else None
        application = offline_application(classic)
        # From here on a reader's request waits for its answer instead of being refused.
        listening.listen(WAITING_REQUESTS)
        address = f"http://{host}:{listening.getsockname()[1]}/"
        print(say("serving", lang).format(address=address), flush=True)
        if open_browser:
            threading.Timer(1.0, webbrowser.open, [address]).start()
        _run(application, listening)
        del first_world
    return 0


def offline_application(classic: bool = False) -> Any:
    """Solara's application for our page, set so that neither it nor the page looks beyond this machine.

    Args:
        classic: Whether it serves Mesa's own page.

    Returns:
        The ASGI application.

    Raises:
        EnvironmentProblem: Files the page needs are not installed.
    """
    os.environ["SOLARA_APP"] = "sim.app.classic_page" if classic else "sim.app.page"
    import solara.server.settings as server
    import solara.settings as client

    folder = Path(server.assets.proxy_cache_dir)
    missing = [name for name in ASSETS if not (folder / name).is_file()]
    if missing:
        facts = {"problem": Sentence(f"the package solara-assets is not installed ({folder / missing[0]})",
                                     f"未安装 solara-assets（{folder / missing[0]}）")}
        raise EnvironmentProblem(Fault("GZ092", help=INSTALL, facts=facts))
    # Solara speaks of pages inside other pages; ours is opened at this machine's own address.
    warnings.filterwarnings("ignore", message="Cookies with samesite=none require https")
    client.assets.cdn = NOWHERE
    client.assets.proxy = True
    server.assets.fontawesome_enabled = False
    server.telemetry.mixpanel_enable = False
    server.theme.show_banner = False
    server.main.mode = "production"
    server.kernel.cull_timeout = IDLE_TABS_END_AFTER
    from solara.server.starlette import app
    from starlette.routing import Mount, WebSocketRoute
    from starlette.staticfiles import StaticFiles

    app.router.routes.insert(0, Mount("/gongzhi/fonts", StaticFiles(directory=FONTS)))
    _mend_navigator()
    app.router.routes.insert(0, WebSocketRoute(PATH + "{key}", talk_of_pictures))
    return app


def _mend_navigator() -> None:
    """Lets Solara's navigator be read as it is meant: it says "modules.export", at which every browser warns."""
    import solara.widgets

    navigator: Any = solara.widgets.Navigator
    if navigator.template_file is None:
        return
    text = Path(navigator.template_file).read_text(encoding="utf-8")
    if "modules.export =" in text:
        mended = text.replace("modules.export =", "module.exports =")
        navigator.__init__ = functools.partialmethod(navigator.__init__, template=mended)
        navigator.template_file = None


async def talk_of_pictures(socket: Any) -> None:
    """Serves a browser's line for pictures; one whose key no open tab has is turned away.

    Args:
        socket: Starlette's WebSocket.
    """
    from sim.app.tabs import tabs

    tab = tabs().with_line(socket.path_params["key"])
    if tab is None:
        await socket.close(NO_SUCH_LINE)
    else:
        await tab.display.line.talk(socket)


def _run(application: Any, listening: socket.socket) -> None:
    """Answers requests until the reader presses Ctrl+C, which is the way to end and no fault."""
    import uvicorn

    # The browser is on this machine: packing what goes there would only cost time.
    config = uvicorn.Config(application, log_level="warning", access_log=False, ws_per_message_deflate=False)
    sys.setswitchinterval(SWITCH_SECONDS)
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


def _require_packages() -> None:
    """Says how to install the browser extra where it is not."""
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        facts = {"problem": Sentence(f"the browser extra is not installed ({', '.join(missing)})",
                                     f"未安装浏览器页面所需的可选组件（{', '.join(missing)}）")}
        raise EnvironmentProblem(Fault("GZ092", help=INSTALL, facts=facts))


def _listen(host: str, port: int) -> socket.socket:
    """Takes the port before anything is prepared, so that a taken one is said at once."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as problem:
        listening.close()
        used = Sentence("the address {address} cannot be used: {reason}", "无法使用地址 {address}：{reason}")
        facts = {"problem": used.filled(address=f"{host}:{port}", reason=reason_of(problem))}
        raise EnvironmentProblem(Fault("GZ092", help=Sentence("choose another with --port",
                                                              "请用 --port 另选端口"), facts=facts)) from None
    return listening
