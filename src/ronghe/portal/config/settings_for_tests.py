"""The settings with the mode of tests: what pytest and mypy load, so that both work without any environment."""

import os

os.environ["RONGHE_MODE"] = "test"

from ronghe.portal.config.settings import *  # noqa: F403 -- the mode must be set before the settings are read
