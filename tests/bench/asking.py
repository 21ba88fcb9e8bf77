"""`/healthz` asked again and again, from a process of its own: the sender's threads must not be measured with it.

Run as `python -m tests.bench.asking PORT PID`; it asks until its input ends, and then prints one JSON line:
{"answers": seconds each, in order of size, "memory": the most megabytes that the process PID had resident}.
"""

import http.client
import json
import select
import sys
import time
from contextlib import closing
from pathlib import Path

ASK_EVERY_SECONDS = 0.02


def resident(pid: int) -> float:
    """Megabytes of a process that are in memory now."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def ask(port: int, pid: int) -> None:
    answers, peak = list[float](), resident(pid)
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        while not select.select([sys.stdin], [], [], ASK_EVERY_SECONDS)[0]:
            began = time.monotonic()
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            answers.append(time.monotonic() - began)
            peak = max(peak, resident(pid))
    print(json.dumps({"answers": sorted(answers), "memory": peak}), flush=True)


if __name__ == "__main__":
    ask(int(sys.argv[1]), int(sys.argv[2]))
