"""Ctrl-C and SIGTERM as something to wait for, also where the shell that started us ignored SIGINT."""

import signal
import threading
from types import FrameType


def on_signal() -> threading.Event:
    """An event that the first SIGINT, SIGTERM or SIGHUP sets."""
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    return stopped
