"""Puts the result of the demo into both READMEs: ``python -m maintenance.demo_table outputs/demo``.

The rows and the digest of results of the program that made them are kept in docs/demo/, so that a test finds a table
that is stale or was changed by hand.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from pathlib import Path

from maintenance.result_digests import results

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "docs" / "demo"
READMES = {"en": "README.md", "zh": "README.zh.md"}
POLICIES = {
    "three_plus_one": ("3+1 linkage “3+1”联动", "“3+1”联动"),
    "three_society_linkage": ("three-society linkage 三社联动", "三社联动"),
    "service_platform": ("service platform 群工系统", "群工系统"),
    "funding_balance": ("funding balance 均衡投入", "均衡投入"),
    "all_four": ("all four", "四项并行"),
}
ROWS = {
    "resolution_share": ("resolved, of reported", "解决率（占表达）", 100.0, ("%", "%")),
    "solved_per_need": ("solved, of all needs", "解决率（占全部需求）", 100.0, ("%", "%")),
    "on_time_share": ("on time", "按时率", 100.0, ("%", "%")),
    "dropped_share": ("dropped unanswered", "杳无音讯", 100.0, ("%", "%")),
    "nominal_share": ("nominally closed", "形式办结", 100.0, ("%", "%")),
    "closing_days_q75": ("days to close, 3rd quartile", "办结天数上四分位", 1.0, ("d", "天")),
    "resolution_urban_rural_gap": ("town less village, resolved", "城乡解决率之差", 100.0, ("%", "%")),
    "resolution_region_gap": ("best less worst region", "片区解决率之差", 100.0, ("%", "%")),
}


def signed(value: float) -> str:
    """A number with its sign and a true minus."""
    return f"{round(value, 1) + 0.0:+.1f}".replace("-", "\u2212")


def table(folder: Path, lang: str) -> str:
    """The Markdown table of the headline measures.

    Args:
        folder: Folder that the comparison left.
        lang: "en" or "zh".
    """
    chinese = lang == "zh"
    with (folder / "comparison.csv").open(encoding="utf-8") as file:
        found = {(r["scenario"], r["measure"]): r for r in csv.DictReader(file) if r["by"] == "all"}
    heads = ["基线" if chinese else "baseline", *(names[chinese] for names in POLICIES.values())]
    lines = ["| | " + " | ".join(heads) + " |", "|---" * (len(POLICIES) + 2) + "|"]
    for measure, (*labels, scale, units) in ROWS.items():
        if ("all_four", measure) not in found:
            continue
        cells = [f"{float(found['all_four', measure]['baseline']) * scale:.1f} {units[chinese]}"]
        for policy in POLICIES:
            row = found[policy, measure]
            low, high = (signed(float(row[key] or "nan") * scale) for key in ("ci_low", "ci_high"))
            ends = f"[{low}, {high}]" if row["ci_low"] else "(n/a)"
            cells.append(f"{signed(float(row['difference']) * scale)} {ends}")
        lines.append(f"| {labels[chinese]} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def keep(folder: Path) -> None:
    """Keeps the rows of the table and what made them.

    Args:
        folder: Folder that the comparison left.
    """
    KEPT.mkdir(exist_ok=True)
    with (folder / "comparison.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    measure, by = head.index("measure"), head.index("by")
    chosen = [row for row in rows if row[measure] in ROWS and row[by] == "all"]
    with (KEPT / "comparison.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *chosen])
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    names = [row["name"] for row in manifest["scenarios"]]
    facts = {"scenarios": names, "results": results(names), "seeds": len(manifest["seeds"]), "world": manifest["world"]}
    (KEPT / "facts.json").write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def filled(text: str, lang: str, folder: Path = KEPT) -> str:
    """A README with the table of a folder.

    Args:
        text: The README.
        lang: "en" or "zh".
        folder: Folder with comparison.csv.
    """
    block = f"<!-- demo-table -->\n{table(folder, lang)}\n<!-- /demo-table -->"
    return re.sub(r"<!-- demo-table -->.*?<!-- /demo-table -->", lambda _: block, text, flags=re.S)


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
    for lang, name in READMES.items():
        readme = ROOT / name
        readme.write_text(filled(readme.read_text(encoding="utf-8"), lang), encoding="utf-8")
