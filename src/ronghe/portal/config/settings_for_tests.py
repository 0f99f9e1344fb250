"""The settings with the mode of tests: what pytest and mypy load, so that both work without any environment."""

import os

os.environ["RONGHE_MODE"] = "test"

from ronghe.portal.config.settings import *  # noqa: F403 -- the mode must be set before the settings are read
from ronghe.portal.config.settings import DATABASES

# A test's live server has threads of its own; a connection that one keeps would hold the scratch database open.
DATABASES["default"]["CONN_MAX_AGE"] = 0
