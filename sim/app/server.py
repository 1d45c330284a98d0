"""Serves the page to this machine, without a word to any other."""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import os
import socket
import sys
import threading
import time
import warnings
import webbrowser
from collections.abc import Iterator, Sequence
from contextvars import copy_context
from pathlib import Path
from typing import Any

from sim.app.guard import EVERYWHERE, LOOPBACK, MOST_LINES, Guard, is_own
from sim.app.picture_line import PATH
from sim.app.settings import MOST_SAMPLE, ViewSettings, place_for, scenario_of
from sim.app.words import say
from sim.errors import EnvironmentProblem, Fault, reason_of
from sim.shipped import FONTS
from sim.words import Sentence, language

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

INSTALL = Sentence(
    "make install-all, or: python -m pip install 'gongzhi[browser]'",
    "make install-all，或 python -m pip install 'gongzhi[browser]'",
)
IDLE_TABS_END_AFTER = "10m"
WAITING_REQUESTS = 128
NO_SUCH_LINE = 4404
MOST_MESSAGE = 2**20
"""Bytes of one message of the browser; a file takes four thirds of its size, and files are refused long before."""

SWITCH_SECONDS = 0.001
"""How long a thread may hold Python's lock while another waits: a click must not wait for the days of a run (Python's
own 5 ms, several times over from thread to thread, are most of a picture's time)."""


def serve(
    scenario: str | Path | None = None,
    port: int = 8765,
    host: str = LOOPBACK,
    open_browser: bool = False,
    overrides: Sequence[str] = (),
    classic: bool = False,
) -> int:
    """Serves the page, which begins in the present language, until it is interrupted.

    Args:
        scenario: Scenario file to begin with; None for the baseline.
        port: Port to listen at.
        host: Address to listen at; that of this machine alone unless said otherwise. A page that others can reach
            takes less: no other place, no large sample, fewer tabs each.
        open_browser: Whether to open the page in the reader's browser.
        overrides: Settings laid over the scenario, as "path=value".
        classic: Whether to serve Mesa's own page instead of ours.

    Returns:
        0 when it was ended.

    Raises:
        InputError: The scenario or a setting cannot be used.
        EnvironmentProblem: The browser extra is not installed, or the port is taken.
    """
    _require_packages()
    shared = not is_own(host)
    settings = ViewSettings("" if scenario is None else str(scenario), tuple(overrides), language(), shared)
    chosen = scenario_of(settings)
    place_for(chosen)
    settings.store()
    listening = _listen(host, port)
    with contextlib.closing(listening):
        from sim.api.execution import compile_first
        from sim.worlds import shared_world

        compile_first()
        # Held until the server ends, so that the first tabs need not build it.
        first_world = None
        if chosen.world.sample <= MOST_SAMPLE:
            with _waiting(say("busy_world")):
                first_world = shared_world(chosen)
        application = offline_application(classic, host)
        # From here on a reader's request waits for its answer instead of being refused.
        listening.listen(WAITING_REQUESTS)
        address = _address(host, listening.getsockname()[1])
        if shared:
            print(say("shared", address=address), file=sys.stderr, flush=True)
        print(say("serving", address=address), flush=True)
        if open_browser:
            threading.Timer(1.0, webbrowser.open, [address]).start()
        _run(application, listening)
        del first_world
    return 0


def _address(host: str, port: int) -> str:
    """The address of the page; the machine's name stands for every address of the machine."""
    name = socket.gethostname() if host in EVERYWHERE else host
    return f"http://[{name}]:{port}/" if ":" in name else f"http://{name}:{port}/"


@contextlib.contextmanager
def _waiting(doing: str) -> Iterator[None]:
    """Says on the error stream what is being waited for, and now and then for how long already."""
    begun, done = time.monotonic(), threading.Event()
    terminal = sys.stderr.isatty()

    def tell() -> None:
        while not done.wait(1.0 if terminal else 10.0):
            text = say("waited", doing=doing, n=int(time.monotonic() - begun))
            print(f"\r{text}" if terminal else text, end="" if terminal else "\n", file=sys.stderr, flush=True)

    print(doing, end="" if terminal else "\n", file=sys.stderr, flush=True)
    teller = threading.Thread(target=copy_context().run, args=(tell,), name="gongzhi-waiting", daemon=True)
    teller.start()
    try:
        yield
    finally:
        done.set()
        teller.join()
        print(end="\n" if terminal else "", file=sys.stderr, flush=True)


def offline_application(classic: bool = False, host: str = LOOPBACK) -> Any:
    """Solara's application for our page, set so that neither it nor the page looks beyond this machine.

    Args:
        classic: Whether it serves Mesa's own page.
        host: Address at which it will be served.

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
        facts = {
            "problem": Sentence(
                f"the package solara-assets is not installed ({folder / missing[0]})",
                f"未安装 solara-assets（{folder / missing[0]}）",
            )
        }
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
    # Solara would believe the first request about where it is served.
    server.main.root_path = ""
    server.session.http_only = True
    server.kernel.max_per_session = MOST_LINES
    _mend_navigator()
    return _application(folder, host)


def _application(assets: Path, host: str) -> Any:
    """What the page needs of Solara and nothing else, behind the guard.

    Solara's own way to the assets is not taken: it looks for a missing file on a network, writes what it finds, and
    removes a folder that is asked for. Here files are read and nothing else.
    """
    from solara.server import starlette as solara
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.routing import Mount, Route, WebSocketRoute
    from starlette.staticfiles import StaticFiles

    routes = [
        Route("/", solara.root),
        WebSocketRoute(PATH + "{key}", talk_of_pictures),
        Mount("/gongzhi/fonts", StaticFiles(directory=FONTS)),
        Mount("/_solara/cdn", StaticFiles(directory=assets)),
        Route("/_solara/api/close/{kernel_id}", left_page, methods=["POST"]),
        WebSocketRoute("/jupyter/api/kernels/{kernel_id}/channels", talk_of_widgets),
        Mount("/jupyter/nbextensions", solara.StaticNbFiles()),
        Mount("/static/assets", solara.StaticAssets()),
        Mount("/static", StaticFiles(directory=solara.server.solara_static)),
    ]
    return Starlette(
        routes=routes, lifespan=solara.lifespan, middleware=[Middleware(Guard, host=host), *solara.middleware]
    )


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
        # A browser hears of a code only from a line that was opened.
        await socket.accept()
        await socket.close(NO_SUCH_LINE)
    else:
        await tab.display.line.talk(socket)


async def talk_of_widgets(socket: Any) -> None:
    """Serves a browser's line for everything but pictures; one that does not name its page is turned away.

    Args:
        socket: Starlette's WebSocket.
    """
    from solara.server.starlette import kernel_connection

    if socket.query_params.get("session_id"):
        await kernel_connection(socket)
    else:
        await socket.close()


def left_page(request: Any) -> Any:
    """A browser says that it has left a page.

    Args:
        request: Starlette's request.
    """
    from solara.server.kernel_context import contexts
    from starlette.responses import Response

    page, kernel = request.query_params.get("session_id", ""), contexts.get(request.path_params["kernel_id"])
    if kernel is not None and page in kernel.page_status:
        kernel.page_close(page)
    return Response()


def _run(application: Any, listening: socket.socket) -> None:
    """Answers requests until the reader presses Ctrl+C, which is the way to end and no fault."""
    import uvicorn

    # The browser is on this machine: packing what goes there would only cost time.
    config = uvicorn.Config(
        application,
        log_level="warning",
        access_log=False,
        ws_per_message_deflate=False,
        ws_max_size=MOST_MESSAGE,
        proxy_headers=False,
    )
    sys.setswitchinterval(SWITCH_SECONDS)
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])


def _require_packages() -> None:
    """Says how to install the browser extra where it is not."""
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        facts = {
            "problem": Sentence(
                f"the browser extra is not installed ({', '.join(missing)})",
                f"未安装浏览器页面所需的可选组件（{', '.join(missing)}）",
            )
        }
        raise EnvironmentProblem(Fault("GZ092", help=INSTALL, facts=facts))


def _listen(host: str, port: int) -> socket.socket:
    """Takes the port before anything is prepared, so that a taken one is said at once."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except (OSError, UnicodeError) as problem:
        listening.close()
        used = Sentence("the address {address} cannot be used: {reason}", "无法使用地址 {address}：{reason}")
        facts = {"problem": used.filled(address=f"{host}:{port}", reason=reason_of(problem))}
        raise EnvironmentProblem(
            Fault("GZ092", help=Sentence("choose another with --port", "请用 --port 另选端口"), facts=facts)
        ) from None
    return listening
