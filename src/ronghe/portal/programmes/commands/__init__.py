"""Writes of programmes: versions, what organisations add to them, values that the office sets."""

from ronghe.portal.programmes.commands.additions import Examined, examined, publish_overlay, retire_overlay
from ronghe.portal.programmes.commands.settings import problems_with_setting, set_setting
from ronghe.portal.programmes.commands.versions import AlreadyPublished, publish

__all__ = [
    "AlreadyPublished",
    "Examined",
    "examined",
    "problems_with_setting",
    "publish",
    "publish_overlay",
    "retire_overlay",
    "set_setting",
]
