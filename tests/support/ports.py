"""Ports for the servers that tests start, each kept for this process until it ends."""

import socket

_KEPT: list[socket.socket] = []


def free_port() -> int:
    """A port that nobody else is given: not another test process, not a connection that goes out.

    It stays bound here and is never listened on. A server that sets `SO_REUSEADDR`, as all of ours do, can listen on
    it beside that, as often as it is started again.
    """
    keeper = socket.socket()
    keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    keeper.bind(("127.0.0.1", 0))
    _KEPT.append(keeper)
    return int(keeper.getsockname()[1])
