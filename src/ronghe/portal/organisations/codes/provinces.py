"""The province-level divisions of GB/T 2260, and the Corps, which stands outside it."""

import functools
from collections.abc import Mapping
from types import MappingProxyType

import yaml

from ronghe.portal.organisations.codes.finding import DATA, Reason

# Divisions of GB/T 2260 that have no department in our data.
_WITHOUT_DEPARTMENT = {
    "71": Reason(zh="台湾省", en="Taiwan"),
    "81": Reason(zh="香港特别行政区", en="Hong Kong"),
    "82": Reason(zh="澳门特别行政区", en="Macao"),
}


@functools.lru_cache(maxsize=1)
def provinces() -> Mapping[str, Reason]:
    """Return the names of the 34 divisions by their two digits, and of the Corps under 66."""
    data = yaml.safe_load((DATA / "provinces.yaml").read_text(encoding="utf-8"))
    known = {one["province"]: Reason(zh=one["province_name"], en=one["province_en"]) for one in data["departments"]}
    return MappingProxyType({**known, **_WITHOUT_DEPARTMENT})
