"""Stand in for the interpreter that reads documents: hand the pipes to a process that is warm.

Process. A life's `sys.executable`: it is started as a reader would be, in 15 ms, gives its
standard input and output to the zygote, whose child does the reading, and ends with that child.
Imports nothing of the program.
"""

from __future__ import annotations

import os
import socket
import sys

ADDRESS = "CRASH_ZYGOTE"


def hand_over() -> None:
    """Send the pipes to the zygote and wait until whoever got them has ended."""
    with socket.socket(socket.AF_UNIX) as zygote:
        zygote.connect(os.environ[ADDRESS])
        socket.send_fds(zygote, [b'{"kind": "reader"}\n'], [0, 1])
        # Readers end when the daemon's end of the pipe is closed; no copy may keep it open.
        os.close(0)
        os.close(1)
        zygote.recv(1)


if __name__ == "__main__":
    hand_over()
    sys.exit()
