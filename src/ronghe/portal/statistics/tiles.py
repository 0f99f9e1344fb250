"""The tile grid of the province-level units: each a square, roughly where it lies. No border is drawn.

The arrangement is our own. A map of China with borders needs an approved base map, which a deployer may supply.
"""

# Row and column, both from 0, by the two digits of GB/T 2260; 66 is the Xinjiang Production and Construction Corps.
PLACES: dict[str, tuple[int, int]] = {
    "23": (0, 8),
    "65": (1, 0), "15": (1, 5), "11": (1, 6), "21": (1, 7), "22": (1, 8),
    "66": (2, 0), "62": (2, 2), "64": (2, 3), "14": (2, 4), "13": (2, 5), "12": (2, 6), "37": (2, 7),
    "54": (3, 0), "63": (3, 1), "51": (3, 2), "61": (3, 3), "41": (3, 4), "34": (3, 5), "32": (3, 6), "31": (3, 7),
    "50": (4, 3), "42": (4, 4), "36": (4, 5), "33": (4, 6),
    "53": (5, 2), "52": (5, 3), "43": (5, 4), "35": (5, 6), "71": (5, 7),
    "45": (6, 3), "44": (6, 4), "81": (6, 5),
    "46": (7, 3), "82": (7, 4),
}  # fmt: skip
# The letters of GB/T 2260, for small screens in English; the Corps has none there: its English initials.
CODES: dict[str, str] = {
    "11": "BJ", "12": "TJ", "13": "HE", "14": "SX", "15": "NM", "21": "LN", "22": "JL", "23": "HL", "31": "SH",
    "32": "JS", "33": "ZJ", "34": "AH", "35": "FJ", "36": "JX", "37": "SD", "41": "HA", "42": "HB", "43": "HN",
    "44": "GD", "45": "GX", "46": "HI", "50": "CQ", "51": "SC", "52": "GZ", "53": "YN", "54": "XZ", "61": "SN",
    "62": "GS", "63": "QH", "64": "NX", "65": "XJ", "66": "XPCC", "71": "TW", "81": "HK", "82": "MO",
}  # fmt: skip
ROWS, COLUMNS = 8, 9
SHADES = 5


def shade(number: int, *, most: int) -> int:
    """Return how dark a tile is: 0 for nothing, else 1 to 5 by equal steps up to the largest number."""
    return 0 if number <= 0 or most <= 0 else min(SHADES, 1 + (number - 1) * SHADES // most)
