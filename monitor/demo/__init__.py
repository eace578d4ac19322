"""What would a newcomer see in the first minutes?

Process. Makes up a small world on loopback (six papers that publish over time, a mail server,
a Slack), runs the real daemon against it, and prints mail and Slack messages as they arrive.
Needs no network and no settings; touches nothing but a folder of its own.
"""

from __future__ import annotations

from monitor.demo.tour import run_demo

__all__ = ["run_demo"]
