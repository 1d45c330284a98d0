"""Who may ask the page's server for what. The page is for the browser of its user, and for no page of anybody else.

A browser lets any web page send requests to this machine and open WebSockets to it; that only answers to requests are
kept from the page does not help against what a request does. So whatever another page has begun is refused before
anything of the server sees it.
"""

from __future__ import annotations

import ipaddress
import socket
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from http import HTTPStatus
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

OWN_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
"""What this machine is called by its own browser."""

LOOPBACK = "127.0.0.1"
EVERYWHERE = frozenset({"", "0.0.0.0", "::"})
"""Addresses that stand for every address of the machine."""

PROXYS = frozenset({b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"script-name", b"x-script-name"})
"""What only a server in front of this one may say; there is none."""

METHODS = frozenset({"GET", "HEAD", "POST"})
MOST_BODY = 4096
"""Bytes a request may carry; none of the page's carries any."""

MOST_LINES = 48
"""WebSockets open at once: two for each tab, those of reloaded pages that have not ended yet, and some to spare."""

MOST_LINES_ELSEWHERE = 6
"""WebSockets open at once from one address that is not this machine's."""

REFUSED = 1008
TOO_MANY = 1013

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' {lines}; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'"
)
"""Nothing is loaded from another machine. Vue compiles its templates in the browser, which needs 'unsafe-eval'; the
frame of the page that Solara writes has scripts and styles in it."""

HEADERS = {
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Guard:
    """Lets through what the page's own browser asks for, and refuses the rest.

    A request is refused where its Host is no name of this server (a name that somebody else makes point at this
    machine), where another page has begun it (Origin, Sec-Fetch-Site), where its method or its size is none of the
    page's, and where too many WebSockets are open.

    Args:
        application: What is guarded.
        host: Address at which the server listens.
    """

    def __init__(self, application: Application, host: str) -> None:
        self._application = application
        self._names, self._any_address = names_of(host)
        self._lines: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request or serves one WebSocket."""
        if "headers" in scope:
            scope["headers"] = [header for header in scope["headers"] if header[0].lower() not in PROXYS]
        if scope["type"] == "websocket":
            await self._line(scope, receive, send)
        elif scope["type"] == "http":
            await self._request(scope, receive, send)
        else:
            await self._application(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = _headers(scope)
        refused = self._refusal(scope, headers)

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                lines = f"ws://{headers.get('host', '')} wss://{headers.get('host', '')}" if refused is None else ""
                added = {**HEADERS, "content-security-policy": POLICY.format(lines=lines)}
                message["headers"] = [
                    *((name, value) for name, value in message.get("headers", ()) if name.decode() not in added),
                    *((name.encode(), value.encode()) for name, value in added.items()),
                ]
            await send(message)

        if refused is None:
            await self._application(scope, receive, guarded)
            return
        text = f"{refused.value} {refused.phrase}\n".encode()
        kind = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(text)).encode())]
        await guarded({"type": "http.response.start", "status": refused.value, "headers": kind})
        await guarded({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else text})

    async def _line(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers, peer = _headers(scope), str((scope.get("client") or ("",))[0])
        # A browser always says for which page it opens a WebSocket.
        if "origin" not in headers or self._refusal(scope, headers) is not None:
            await send({"type": "websocket.close", "code": REFUSED})
            return
        if self._lines.total() >= MOST_LINES or (peer not in OWN_NAMES and self._lines[peer] >= MOST_LINES_ELSEWHERE):
            await send({"type": "websocket.close", "code": TOO_MANY})
            return
        self._lines[peer] += 1
        try:
            await self._application(scope, receive, send)
        finally:
            self._lines[peer] -= 1

    def _refusal(self, scope: Scope, headers: Mapping[str, str]) -> HTTPStatus | None:
        """Why a request is refused; None where it is answered."""
        host = headers.get("host", "")
        if not self._is_own(host) or headers.get("origin", _own_origin(scope, host)) != _own_origin(scope, host):
            return HTTPStatus.FORBIDDEN
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin") and not _is_visit(scope, headers):
            return HTTPStatus.FORBIDDEN
        if scope.get("method", "GET") not in METHODS:
            return HTTPStatus.METHOD_NOT_ALLOWED
        length = headers.get("content-length", "0")
        if "transfer-encoding" in headers or not length.isdecimal() or int(length) > MOST_BODY:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return None

    def _is_own(self, host: str) -> bool:
        name = host.rpartition(":")[0] if ":" in host.rpartition("]")[2] else host
        name = name.strip("[]").lower().removesuffix(".")
        return name in self._names or (self._any_address and is_address(name))


def names_of(host: str) -> tuple[frozenset[str], bool]:
    """By which names a server may be called.

    Args:
        host: Address at which it listens.

    Returns:
        The names, and whether any address in numbers will do: where it listens at every address of the machine. No
        page can be led here by such an address, only by a name.
    """
    everywhere = host in EVERYWHERE
    names = OWN_NAMES | {host.lower()} if not everywhere else OWN_NAMES
    return (names if is_own(host) else names | {socket.gethostname().lower()}), everywhere


def is_own(host: str) -> bool:
    """Whether only this machine can reach an address.

    Args:
        host: The address.
    """
    return host.lower() == "localhost" or (is_address(host) and ipaddress.ip_address(host).is_loopback)


def is_address(name: str) -> bool:
    """Whether a host is given in numbers.

    Args:
        name: The host.
    """
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def _own_origin(scope: Scope, host: str) -> str:
    secure = scope.get("scheme") in ("https", "wss")
    return f"{'https' if secure else 'http'}://{host}"


def _is_visit(scope: Scope, headers: Mapping[str, str]) -> bool:
    """Whether somebody follows a link to the page, in a window of its own."""
    wanted = (headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest"))
    return wanted == ("navigate", "document") and scope.get("method") == "GET" and scope["path"] == "/"
