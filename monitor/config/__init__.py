"""How is the program set up?

Process. Takes `monitor.toml` (or `--config FILE`, or `MONITOR_CONFIG`) and the variables
`MONITOR_SECTION__KEY`; gives one frozen tree of settings, checked whole: every problem of
every source is told at once. Touches the settings file and the files that hold secrets.
Never repeats a secret, and no room ever sees the tree: `daemon` and `cli` take plain values
from it.
"""

from __future__ import annotations

from monitor.config.settings import Config, settings_schema
from monitor.config.sources import find_settings_file, load_config

__all__ = ["Config", "find_settings_file", "load_config", "settings_schema"]
