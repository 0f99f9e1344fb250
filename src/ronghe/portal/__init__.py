"""Ronghe 融合: an open platform for industry–education programmes."""
