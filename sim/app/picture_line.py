"""The line over which the pictures of one tab go to its browser: one WebSocket of its own, bytes instead of JSON.

Solara's line carries everything else. There every trait is compared, written as JSON and answered by two messages on
the state of the kernel, through two threads; at twenty pictures a second that is most of what a picture costs.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ANSWER_SECONDS = 1.0
"""After so long without an answer another picture is sent all the same."""

PAUSE_SECONDS = 1.0 / 40.0
"""Mean pause between two pictures at least; the eye wants no more than 40 a second."""

PATH = "/gongzhi/pictures/"


@dataclass(frozen=True)
class Picture:
    """One picture: a day of one run on every pane that shows one.

    Attributes:
        seq: Number of the picture, which the browser sends back when it has taken it.
        run: Number of the run; the browser throws pictures of earlier ones away.
        day: Days simulated.
        taken_ms: When it was taken, in milliseconds of the machine's clock.
        panes: By pane, its figures as JSON values ...
        points: ... and its points, one byte each.
    """

    seq: int
    run: int
    day: int
    taken_ms: int
    panes: Mapping[str, Mapping[str, Any]]
    points: Mapping[str, bytes]

    def packed(self) -> bytes:
        """The picture as it travels: length of the head (4 bytes, little-endian), head as JSON, points pane by pane."""
        head = {"seq": self.seq, "run": self.run, "day": self.day, "t": self.taken_ms, "panes": self.panes}
        head["points"] = {pane: len(points) for pane, points in self.points.items()}
        text = json.dumps(head, separators=(",", ":")).encode("ascii")
        return b"".join([struct.pack("<I", len(text)), text, *self.points.values()])


class PictureLine:
    """Sends the newest picture whenever the browser has taken the one before; it never queues.

    Attributes:
        key: Part of its address that nobody can guess.
        last: The picture sent last, or None.
    """

    def __init__(self) -> None:
        self.key = secrets.token_urlsafe(18)
        self.last: Picture | None = None
        self._packed = b""
        self._sent_at = self._due = 0.0
        self._taken = 0
        self._wakes: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    @property
    def n_sent(self) -> int:
        """Number of the picture sent last."""
        return 0 if self.last is None else self.last.seq

    def ready(self, now: float) -> bool:
        """Whether another picture is due and the browser has taken the last one.

        Args:
            now: The time of a steady clock, in seconds.
        """
        if now < self._due:
            return False
        return self._taken >= self.n_sent or now - self._sent_at >= ANSWER_SECONDS

    def send(self, picture: Picture, now: float) -> None:
        """Sends a picture, from any thread; a browser that comes later gets the newest.

        Args:
            picture: The picture.
            now: The time of a steady clock, in seconds.
        """
        self._packed, self.last = picture.packed(), picture
        self._sent_at = now
        # A picture that comes late does not put the next one off: days a little shorter than the pause between two
        # pictures would otherwise be shown only every other day.
        self._due = max(self._due, now - PAUSE_SECONDS) + PAUSE_SECONDS
        for loop, wake in list(self._wakes):
            # A loop that has just ended has no browser any more.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(wake.set)

    def taken(self, seq: int) -> None:
        """The browser has taken a picture.

        Args:
            seq: Its number.
        """
        self._taken = max(self._taken, min(seq, self.n_sent))

    async def talk(self, socket: Any) -> None:
        """Serves one connection of the browser until it ends.

        Args:
            socket: Starlette's WebSocket.
        """
        from starlette.websockets import WebSocketDisconnect

        await socket.accept()
        wake = asyncio.Event()
        here = (asyncio.get_running_loop(), wake)
        self._wakes.append(here)
        if self.last is not None:
            wake.set()
        sending = asyncio.create_task(self._send_newest(socket, wake))
        try:
            while True:
                answer = await socket.receive_text()
                if answer.isascii() and answer.isdigit() and len(answer) < 16:
                    self.taken(int(answer))
        except (WebSocketDisconnect, RuntimeError, KeyError):
            pass
        finally:
            self._wakes.remove(here)
            sending.cancel()

    async def _send_newest(self, socket: Any, wake: asyncio.Event) -> None:
        # What breaks the connection is heard by the one who listens to it.
        with contextlib.suppress(Exception):
            while True:
                await wake.wait()
                wake.clear()
                await socket.send_bytes(self._packed)
