"""T2 with every mechanism on: the whole of Chongqing, one year by day."""

from __future__ import annotations

import t2_full_city

if __name__ == "__main__":
    t2_full_city.main("all_mechanisms")
