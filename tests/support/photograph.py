"""Take pictures of the messages: `python -m tests.support.photograph FOLDER`.

Process. Headless Chromium; nothing is loaded from elsewhere.
"""

from __future__ import annotations

import sys
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.deliver import Style
from tests.support.browser import run_chromium
from tests.support.messages import write_messages

#: Name, width in CSS pixels, color scheme.
VIEWS = (("phone", 360, "light"), ("phone-dark", 360, "dark"), ("desktop", 900, "light"))


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    style = Style(zone=ZoneInfo("Europe/Berlin"), pages_url="https://monitor.example.org")
    with run_chromium() as browser:
        for view, width, scheme in VIEWS:
            page = browser.new_page(
                viewport={"width": width, "height": 640},
                device_scale_factor=1.5,
                color_scheme=scheme,  # type: ignore[arg-type] # one of the two words
            )
            for name, message in write_messages(style).items():
                page.set_content(message.html, wait_until="load")
                page.screenshot(path=folder / f"{name}-{view}.png", full_page=True)
            page.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
