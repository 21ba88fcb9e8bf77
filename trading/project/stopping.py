"""Ctrl-C and SIGTERM as something to wait for, also where the shell that started us ignored SIGINT."""

import os
import signal
import threading
from types import FrameType

SUPERVISED = "MINGZHENG_SUPERVISED"


def on_signal() -> threading.Event:
    """An event that the first SIGINT, SIGTERM or SIGHUP sets."""
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    return stopped


def end_with_the_supervisor() -> None:
    """The supervisor holds the other end of our stdin: when it is gone, whatever killed it, we go too."""
    if not os.environ.get(SUPERVISED):
        return

    def watch() -> None:
        # Not by sys.stdin: its lock, held here, would abort the interpreter when it ends.
        while os.read(0, 4096):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="supervisor-watch", daemon=True).start()
