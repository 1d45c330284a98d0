"""Puts the result of the demo into the README: ``python -m maintenance.demo_table outputs/demo``."""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
POLICIES = {
    "three_plus_one": "3+1 linkage “3+1”联动",
    "three_society_linkage": "three-society linkage 三社联动",
    "service_platform": "service platform 群工系统",
    "funding_balance": "funding balance 均衡投入",
    "all_four": "all four",
}
ROWS = {
    "resolution_share": ("resolved, of voiced", 100.0, "%"),
    "solved_per_need": ("solved, of all needs", 100.0, "%"),
    "on_time_share": ("on time", 100.0, "%"),
    "lost_share": ("lost without a word", 100.0, "%"),
    "nominal_share": ("closed on paper", 100.0, "%"),
    "closing_days_q75": ("days to close, 3rd quartile", 1.0, "d"),
    "resolution_urban_rural_gap": ("town less village, resolved", 100.0, "%"),
    "resolution_region_gap": ("best less worst region", 100.0, "%"),
}


def signed(value: float) -> str:
    """A number with its sign and a true minus."""
    return f"{value:+.1f}".replace("-", "\u2212")


def table(folder: Path) -> str:
    """The Markdown table of the headline measures.

    Args:
        folder: Folder that the comparison left.
    """
    with (folder / "comparison.csv").open(encoding="utf-8") as file:
        found = {(r["scenario"], r["measure"]): r for r in csv.DictReader(file) if r["by"] == "all"}
    lines = ["| | baseline | " + " | ".join(POLICIES.values()) + " |", "|---" * (len(POLICIES) + 2) + "|"]
    for measure, (label, scale, unit) in ROWS.items():
        if ("all_four", measure) not in found:
            continue
        cells = [f"{float(found['all_four', measure]['baseline']) * scale:.1f} {unit}"]
        for policy in POLICIES:
            row = found[policy, measure]
            low, high = (signed(float(row[key]) * scale) for key in ("ci_low", "ci_high"))
            cells.append(f"{signed(float(row['difference']) * scale)} [{low}, {high}]")
        lines.append(f"| {label} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    block = f"<!-- demo-table -->\n{table(Path(sys.argv[1]))}\n<!-- /demo-table -->"
    readme.write_text(re.sub(r"<!-- demo-table -->.*?<!-- /demo-table -->", block, text, flags=re.S), encoding="utf-8")
