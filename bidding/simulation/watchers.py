"""Many viewers of a hall in a process of their own; it tells when the last of them saw each thing.

Run as `python -m bidding.simulation.watchers ADDRESS COUNT`; it prints `ready`, and on end of its input one JSON object:
for each `release.received` (by bidder) and for `bids.opened` the number of viewers and the time the last one had it,
on the clock that all processes of a machine share (`time.monotonic`).
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

CONNECT_AT_ONCE = 50
LARGEST_FRAME = 64 * 1024 * 1024
LAST = "record.published"
PATIENCE_SECONDS = 60


@dataclass
class Sightings:
    """What was seen by how many, and when last."""

    count: dict[str, int] = field(default_factory=dict)
    last: dict[str, float] = field(default_factory=dict)
    frames: dict[str, list[str]] = field(default_factory=dict)
    """What each distinct frame told: all viewers get the same bytes, so they are read once."""

    def saw(self, frame: str, at: float) -> None:
        told = self.frames.get(frame)
        if told is None:
            told = self.frames[frame] = [_name(event) for event in json.loads(frame)["events"]]
        for name in told:
            self.count[name] = self.count.get(name, 0) + 1
            self.last[name] = at


async def watch(address: str, count: int) -> Sightings:
    """Open `count` sockets, say `ready`, and watch until the input ends."""
    sightings = Sightings()
    sockets: list[ClientConnection] = []
    for begin in range(0, count, CONNECT_AT_ONCE):
        some = min(CONNECT_AT_ONCE, count - begin)
        sockets += await asyncio.gather(*(_join(address) for _ in range(some)))
    viewers = [asyncio.create_task(_view(socket, sightings)) for socket in sockets]
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.buffer.read)
    await _all_have_seen(LAST, count, sightings)
    for viewer in viewers:
        viewer.cancel()
    return sightings


async def _all_have_seen(name: str, count: int, sightings: Sightings) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while sightings.count.get(name, 0) < count and time.monotonic() < until:
        await asyncio.sleep(0.05)


async def _join(address: str) -> ClientConnection:
    origin = Origin("http" + address.removeprefix("ws").split("/ws/")[0])
    socket = await connect(
        address, origin=origin, max_size=LARGEST_FRAME, compression=None, ping_interval=None, open_timeout=60
    )
    await socket.recv()  # the frame of what happened before
    return socket


async def _view(socket: ClientConnection, sightings: Sightings) -> None:
    async for frame in socket:
        sightings.saw(frame if isinstance(frame, str) else frame.decode(), time.monotonic())


def _name(event: dict[str, str]) -> str:
    return event["bidder"] if event["type"] == "release.received" else event["type"]


if __name__ == "__main__":
    seen = asyncio.run(watch(sys.argv[1], int(sys.argv[2])))
    print(json.dumps({"count": seen.count, "last": seen.last}))
