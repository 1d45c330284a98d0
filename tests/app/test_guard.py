"""The page's server asked as a browser asks, and as a page of somebody else would let it ask."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("solara.server")

from sim.app import guard, server
from sim.app.guard import Guard, is_own, names_of

ASGI = {"version": "3.0", "spec_version": "2.4"}
HOST = "127.0.0.1:8765"
OWN = "http://127.0.0.1:8765"
PACKAGE = "@widgetti/solara-vuetify-app@10.1.1"


@pytest.fixture(scope="module")
def assets(tmp_path_factory) -> Path:
    """A copy of a few of Solara's files, which a test may lose."""
    import solara.server.settings as solara

    folder = tmp_path_factory.mktemp("assets")
    for name in server.ASSETS:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(solara.assets.proxy_cache_dir / name, folder / name)
    return folder


@pytest.fixture
def application(assets, monkeypatch) -> Any:
    import solara.server.settings as solara

    monkeypatch.setattr(solara.assets, "proxy_cache_dir", assets)
    return server.offline_application()


def asked(application, path: str, method: str = "GET", peer: str = "127.0.0.1", **headers: str):
    """Status, headers and body of an answer."""
    sent: list[dict[str, Any]] = []
    given = {"host": HOST, **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope = {
        "type": "http", "asgi": ASGI, "http_version": "1.1", "method": method, "scheme": "http",
        "path": path.partition("?")[0], "raw_path": path.encode(), "query_string": path.partition("?")[2].encode(),
        "root_path": "", "headers": [(n.encode(), v.encode()) for n, v in given.items()],
        "client": (peer, 5000), "server": ("127.0.0.1", 8765),
    }  # fmt: skip

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    asyncio.run(application(scope, receive, send))
    head = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], head, b"".join(m.get("body", b"") for m in sent[1:])


def line(application, path: str = "/gongzhi/pictures/none", peer: str = "127.0.0.1", **headers: str) -> list[Any]:
    """What a WebSocket that is opened hears first and last."""
    sent: list[dict[str, Any]] = []
    given = {"host": HOST, **headers}
    scope = {
        "type": "websocket", "asgi": ASGI, "http_version": "1.1", "scheme": "ws", "path": path,
        "raw_path": path.encode(), "query_string": b"", "root_path": "", "subprotocols": [],
        "headers": [(n.encode(), v.encode()) for n, v in given.items()], "client": (peer, 5000),
        "server": ("127.0.0.1", 8765),
    }  # fmt: skip
    heard = iter([{"type": "websocket.connect"}])

    async def receive():
        return next(heard, {"type": "websocket.disconnect", "code": 1000})

    async def send(message):
        sent.append(message)

    asyncio.run(application(scope, receive, send))
    return [(m["type"], m.get("code")) for m in sent]


def files_in(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "path",
    [
        f"/_solara/cdn/{PACKAGE}/", f"/_solara/cdn/{PACKAGE}", f"/_solara/cdn/{PACKAGE}/dist", "/_solara/cdn/",
        "/_solara/cdn/requirejs@2.3.6/", "/_solara/cdn/requirejs@2.3.6/.", "/_solara/cdn/@widgetti/",
        f"/_solara/cdn/{PACKAGE}/../{PACKAGE.split('/')[1]}/", "/_solara/cdn/nothing@1/such.js",
        "/_solara/cdn/..%2f..", "/_solara/cdn/../../../etc/passwd", "/_solara/cdn/requirejs@2.3.6\\",
    ],
)  # fmt: skip
def test_a_request_for_a_folder_or_for_nothing_removes_and_writes_nothing(application, assets, path):
    before = files_in(assets)
    for method in ("GET", "HEAD", "POST"):
        assert asked(application, path, method, sec_fetch_site="same-origin")[0] in (403, 404, 405)
    assert files_in(assets) == before and len(before) == len(server.ASSETS)


def test_the_page_gets_its_files_and_nothing_else(application):
    for name in server.ASSETS:
        assert asked(application, f"/_solara/cdn/{name}")[0] == 200, name
    assert asked(application, "/static/main-vuetify.js")[0] == 200
    assert asked(application, "/gongzhi/fonts/")[0] == 404
    refused = (
        "/resourcez", "/readyz", "/any", "/static/../server.py", "/static/..%2fserver.py", "/jupyter/api/kernels/1",
        "/gongzhi/fonts/../chongqing/districts.csv", "/jupyter/nbextensions/../../../etc/passwd", "/static/public/",
        "/static/assets/../../app/words.py", "/_solara/api/evict/1",
    )  # fmt: skip
    for path in refused:
        assert asked(application, path)[0] == 404, path
        assert asked(application, path, "POST")[0] in (404, 405), path


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT"])
def test_no_other_method_is_answered(application, method):
    assert asked(application, "/", method)[0] == 405


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "", "10.0.0.1:8765"])
def test_another_name_of_this_machine_is_refused(application, host):
    assert asked(application, "/static/main.js", host=host)[0] == 403
    assert line(application, host=host, origin=f"http://{host}") == [("websocket.close", guard.REFUSED)]


@pytest.mark.parametrize("host", [HOST, "localhost:8765", "localhost", "LOCALHOST.:9000", "[::1]:8765", "127.0.0.1"])
def test_this_machines_own_names_are_answered(application, host):
    assert asked(application, "/static/main.js", host=host)[0] == 200
    assert line(application, host=host, origin=f"http://{host}")[0][0] == "websocket.accept"


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "http://127.0.0.1:3000", "https://127.0.0.1:8765", "http://localhost:8765"],
)
def test_another_pages_requests_and_lines_are_refused(application, origin):
    assert asked(application, "/", origin=origin)[0] == 403
    assert asked(application, "/_solara/api/close/1?session_id=2", "POST", origin=origin)[0] == 403
    kernel = "/jupyter/api/kernels/1/channels"
    for path in ("/gongzhi/pictures/none", kernel):
        assert line(application, path, origin=origin) == [("websocket.close", guard.REFUSED)]
    assert line(application) == [("websocket.close", guard.REFUSED)], "every browser says for whom it asks"


def test_what_another_page_embeds_is_refused_and_a_link_is_followed(application):
    for site in ("cross-site", "same-site"):
        for wanted in (("no-cors", "image"), ("no-cors", "script"), ("navigate", "iframe"), ("cors", "empty")):
            fetch = {"sec_fetch_site": site, "sec_fetch_mode": wanted[0], "sec_fetch_dest": wanted[1]}
            assert asked(application, "/", **fetch)[0] == 403, wanted
            assert asked(application, f"/_solara/cdn/{server.ASSETS[0]}", **fetch)[0] == 403, wanted
        visit = {"sec_fetch_site": site, "sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}
        assert asked(application, "/static/main.js", **visit)[0] == 403
        assert asked(Guard(nothing, "127.0.0.1"), "/", **visit)[0] == 204


async def nothing(scope, receive, send):
    """An application that answers everything with nothing."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def test_a_request_that_carries_something_is_refused(application):
    close = "/_solara/api/close/1?session_id=2"
    assert asked(application, close, "POST", content_length="0")[0] == 200
    for more in ({"content_length": "20000000"}, {"content_length": "-1"}, {"transfer_encoding": "chunked"}):
        assert asked(application, close, "POST", **more)[0] == 413
    assert asked(application, "/_solara/api/close/1", "POST")[0] == 200, "a page that is not named is no fault"


def test_every_answer_says_what_a_browser_may_do_with_it(application):
    for path, headers in (("/static/main.js", {}), ("/nothing", {}), ("/", {"origin": "http://evil.example"})):
        head = asked(application, path, **headers)[1]
        policy = head["content-security-policy"]
        assert "frame-ancestors 'none'" in policy and "default-src 'self'" in policy and "http:" not in policy
        assert head["x-frame-options"] == "DENY" and head["x-content-type-options"] == "nosniff"
        assert head["referrer-policy"] == "no-referrer"


def test_what_only_a_server_in_front_may_say_is_not_believed():
    seen = []

    async def look(scope, receive, send):
        seen.extend(name for name, _ in scope["headers"])
        await nothing(scope, receive, send)

    asked(Guard(look, "127.0.0.1"), "/", x_script_name="/evil", x_forwarded_proto="https", X_Forwarded_Host="evil")
    assert seen == [b"host"]


def test_lines_are_limited_more_for_other_machines():
    standing = guard.Guard(nothing, "0.0.0.0")
    other = {"host": "192.168.1.2:8765", "origin": "http://192.168.1.2:8765"}
    standing._lines["192.168.1.9"] = guard.MOST_LINES_ELSEWHERE
    assert line(standing, peer="192.168.1.9", **other) == [("websocket.close", guard.TOO_MANY)]
    assert line(standing, peer="192.168.1.8", **other) == []
    assert line(standing, origin=OWN) == []
    assert standing._lines.total() == guard.MOST_LINES_ELSEWHERE, "a line that has ended counts no more"
    standing._lines["127.0.0.1"] = guard.MOST_LINES
    assert line(standing, origin=OWN) == [("websocket.close", guard.TOO_MANY)]


def test_where_others_may_come_from_names_are_still_refused():
    names, any_address = names_of("0.0.0.0")
    assert any_address and "evil.example" not in names
    everywhere = Guard(nothing, "0.0.0.0")
    assert asked(everywhere, "/", host="192.168.1.2:8765")[0] == 204
    assert asked(everywhere, "/", host="evil.example")[0] == 403
    assert asked(Guard(nothing, "town.example"), "/", host="town.example:8765")[0] == 204
    assert [is_own(host) for host in ("127.0.0.1", "localhost", "::1", "127.3.2.1", "0.0.0.0", "::", "town")] == [
        True, True, True, True, False, False, False,
    ]  # fmt: skip
