"""The line of pictures: what travels, when a picture is due, and what a connection does."""

from __future__ import annotations

import asyncio
import json
import struct

import pytest

from sim.app.picture_line import PAUSE_SECONDS, Picture, PictureLine


def picture(seq: int, day: int = 7) -> Picture:
    panes = {"B": {"d": [1, 0], "dv": [50.5, None], "n": 2}, "D": {"d": [4, 4], "dv": [0.0, None], "n": 2}}
    return Picture(seq, 3, day, 1_700_000_000_123, panes, {"B": bytes([1, 2, 0]), "D": bytes([4, 4, 0])})


def read(data: bytes) -> tuple[dict, dict[str, bytes]]:
    """Reads a picture as the browser does: a length, a head, points pane by pane."""
    (size,) = struct.unpack_from("<I", data)
    head = json.loads(data[4 : 4 + size])
    points, begin = {}, 4 + size
    for pane in head["panes"]:
        points[pane] = data[begin : begin + head["points"][pane]]
        begin += head["points"][pane]
    assert begin == len(data)
    return head, points


def test_a_picture_arrives_as_it_was_sent():
    sent = picture(5)
    head, points = read(sent.packed())
    assert (head["seq"], head["run"], head["day"], head["t"]) == (5, 3, 7, 1_700_000_000_123)
    assert head["panes"] == sent.panes and points == sent.points


@pytest.mark.parametrize(("days_per_second", "pictures"), [(43, 40), (80, 40), (25, 25), (10, 10)])
def test_every_day_gets_its_picture_up_to_forty_a_second(days_per_second, pictures):
    line = PictureLine()
    sent = 0
    for day in range(10 * days_per_second):
        now = 100.0 + day / days_per_second
        if line.ready(now):
            line.send(picture(sent + 1), now)
            line.taken(sent + 1)
            sent += 1
    assert sent == pytest.approx(10 * pictures, abs=2)


def test_without_an_answer_it_waits_a_second():
    line = PictureLine()
    line.send(picture(1), 10.0)
    line.taken(99)
    assert line.ready(10.0 + PAUSE_SECONDS), "what was never sent cannot have been taken"
    line.send(picture(2), 11.0)
    line.taken(1)
    assert not line.ready(11.9) and line.ready(12.0)


class Socket:
    """A browser's end: says what it is told to and remembers what it got."""

    def __init__(self) -> None:
        self.said: asyncio.Queue[str | None] = asyncio.Queue()
        self.got: asyncio.Queue[bytes] = asyncio.Queue()

    async def accept(self) -> None:
        pass

    async def receive_text(self) -> str:
        from starlette.websockets import WebSocketDisconnect

        said = await self.said.get()
        if said is None:
            raise WebSocketDisconnect
        return said

    async def send_bytes(self, data: bytes) -> None:
        await self.got.put(data)


def test_a_connection_gets_the_newest_picture_and_answers_it():
    pytest.importorskip("starlette")

    async def connect() -> None:
        line, socket = PictureLine(), Socket()
        line.send(picture(1, day=1), 1.0)
        talking = asyncio.create_task(line.talk(socket))
        assert read(await socket.got.get())[0]["day"] == 1, "one that comes later gets what is there"
        await asyncio.to_thread(line.send, picture(2, day=2), 2.0)
        assert read(await socket.got.get())[0]["day"] == 2
        for nonsense in ("", "x", "-1", "9" * 40):
            await socket.said.put(nonsense)
        await socket.said.put("2")
        while not line.ready(2.5):
            await asyncio.sleep(0)
        await socket.said.put(None)
        await talking
        line.send(picture(3), 3.0)
        await asyncio.sleep(0)
        assert socket.got.empty() and not line._wakes

    asyncio.run(asyncio.wait_for(connect(), 20))
