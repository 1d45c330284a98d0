"""The line between page and server: quiet when nothing happens, cut and back, cut for good, and closed to others."""

from __future__ import annotations

import contextlib
import http.server
import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.browser.serving import Heard, day_of, left, opened, serving, stepped

pytestmark = [pytest.mark.browser, pytest.mark.slow]

IDLE_SECONDS = 15
MOST_IDLE_BYTES = 30_000
"""What may travel in that time: a question and an answer now and then."""

SMALL = ("--sample", "0.002", "--days", "6", "--set", "run.warm_up_days=0")


@contextlib.contextmanager
def elsewhere(text: str) -> Iterator[str]:
    """A page of somebody else; its address."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *said):
            """Says nothing."""

    site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{site.server_port}/"
    finally:
        site.shutdown()


@pytest.mark.parametrize("state", ["paused", pytest.param("over", marks=pytest.mark.nightly)])
def test_a_page_at_rest_is_not_lost_and_hears_next_to_nothing(browser, tmp_path, state):
    heard = Heard()
    with serving(tmp_path / "log.txt", *SMALL) as address:
        tab = opened(browser, address, heard)
        if state == "over":
            tab.locator(".gz-speed select").select_option("0")
            tab.locator(".gz-play").click()
            tab.locator(".gz-phase", has_text="over").wait_for()
            tab.locator(".gz-tab-figures").click()
            tab.locator(".gz-figures tr").nth(5).wait_for()
        else:
            stepped(tab, 2)
        tab.wait_for_timeout(1500)
        before = heard.n_bytes
        assert before > MOST_IDLE_BYTES, "nothing is counted"
        for _ in range(IDLE_SECONDS):
            tab.wait_for_timeout(1000)
            assert tab.locator(".gz-strip").count() == 0 and tab.locator(".gz-gone").count() == 0
        assert 0 < heard.n_bytes - before < MOST_IDLE_BYTES
        left(tab)
    heard.check()


OTHERS_WORD = ".v-overlay:visible, .v-dialog:visible, .v-alert:visible"
"""What Solara would say of its own accord."""


class Wire:
    """A way to a server that can be cut, and that can fall silent.

    Attributes:
        address: The page's address by this way.
    """

    def __init__(self, address: str) -> None:
        self._to = urlsplit(address).port
        self._ends: list[socket.socket] = []
        self._open = threading.Event()
        self._open.set()
        self._cut = False
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}/"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Ends every connection; no other gets through."""
        self._cut = True
        for end in self._ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def fall_silent(self) -> None:
        """Lets nothing through, and says nothing of it."""
        self._open.clear()

    def mend(self) -> None:
        """Lets everything through again."""
        self._cut = False
        self._open.set()

    def end(self) -> None:
        """Is there no longer."""
        self.cut()
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                if self._cut:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self._to))
                self._ends += [near, far]
                for ends in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=ends, daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                self._open.wait()
                other.sendall(data)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("how", [pytest.param("cut", marks=pytest.mark.nightly), "silent"])
def test_a_lost_connection_is_said_and_goes_away_with_the_run_as_it_was(browser, address, how):
    wire = Wire(address)
    tab = opened(browser, wire.address)
    stepped(tab, 3)
    wire.cut() if how == "cut" else wire.fall_silent()
    tab.locator(".gz-strip", has_text="Connection lost").wait_for(timeout=40_000)
    tab.wait_for_timeout(2000)
    assert tab.locator(".gz-strip", has_text="Connection lost").count() == 1
    assert tab.locator(OTHERS_WORD).count() == 0 and tab.locator(".gz-gone").count() == 0
    wire.mend()
    tab.locator(".gz-strip").wait_for(state="detached", timeout=60_000)
    assert day_of(tab) == 3
    stepped(tab, 1)
    tab.wait_for_function("() => gz.B.day === 4")
    left(tab)
    wire.end()


@pytest.mark.nightly
def test_a_server_started_anew_is_said_once_and_a_reload_begins_anew(browser, tmp_path):
    with serving(tmp_path / "first.txt", *SMALL) as address:
        tab = opened(browser, address)
        stepped(tab, 2)
    tab.locator(".gz-strip", has_text="Connection lost").wait_for()
    assert tab.locator(OTHERS_WORD).count() == 0
    with serving(tmp_path / "second.txt", *SMALL, port=urlsplit(address).port):
        tab.locator(".gz-gone", has_text="restarted").wait_for(timeout=90_000)
        assert tab.locator(".gz-strip").count() == 0 and tab.locator(OTHERS_WORD).count() == 0
        tab.locator(".gz-begin-again").click()
        tab.locator(".gz-play:not([disabled])").wait_for(timeout=60_000)
        assert day_of(tab) == 0 and tab.locator(".gz-gone").count() == 0
        stepped(tab, 1)
        left(tab)


def test_a_page_of_somebody_else_gets_nothing_and_takes_nothing(browser, address, tab):
    host = urlsplit(address).netloc
    script = f"""<title>waiting</title><script>
      const heard = [];
      const image = path => new Promise(done => {{ const i = new Image(); i.onload = () => done('loaded');
        i.onerror = () => done('refused'); i.src = 'http://{host}' + path; }});
      const line = path => new Promise(done => {{ const s = new WebSocket('ws://{host}' + path);
        s.onopen = () => done('opened'); s.onclose = () => done('refused'); }});
      (async () => {{
        heard.push(await image('/_solara/cdn/@widgetti/solara-vuetify-app@10.1.1/'));
        heard.push(await image('/static/assets/favicon.png'));
        for (let i = 0; i < 12; i++) heard.push(await line('/jupyter/api/kernels/' + i + '/channels?session_id=' + i));
        heard.push(await fetch('http://{host}/', {{mode: 'no-cors'}}).then(a => a.type + a.status, () => 'refused'));
        document.title = 'done'; window.heard = heard; }})();
    </script><iframe src="http://{host}/"></iframe>"""
    with elsewhere(script) as foreign:
        for name in (foreign, foreign.replace("127.0.0.1", "localhost")):
            other = browser.new_page()
            other.goto(name)
            other.wait_for_function("() => document.title === 'done'")
            heard = other.evaluate("heard")
            assert set(heard[:-1]) == {"refused"} and heard[-1] in ("refused", "opaque0")
            assert not any(frame.locator(".gz-bar").count() for frame in other.frames)
            other.close()
    # The page is whole, and nobody has taken the reader's place.
    stepped(tab, 1)
    again = opened(browser, address)
    stepped(again, 1)
    left(again)


def test_a_name_that_somebody_else_points_here_is_refused(browser, address):
    tab = browser.new_page()
    answer = tab.request.get(address, headers={"Host": f"rebound.example:{urlsplit(address).port}"})
    assert answer.status == 403 and "gz-" not in answer.text()
    tab.close()
