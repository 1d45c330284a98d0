"""Small files of tickets for tests."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from sim.tickets.reading import Reading, read_tickets

HEADER = ("工单编号", "受理时间", "办结时间", "诉求类别", "受理渠道", "工单状态", "所属区县")
"""Columns of a hotline's orders, by which they are recognised."""


def order(
    number: int,
    received: str = "2017-03-01 09:00:00",
    closed: str = "2017-03-04 10:00:00",
    about: str = "供水",
    channel: str = "电话",
    status: str = "已办结",
    area: str = "甲区",
) -> tuple[str, ...]:
    """One order."""
    return (f"A{number}", received, closed, about, channel, status, area)


def csv_text(rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER, separator: str = ",") -> str:
    """A table as text."""
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()


def written(path: Path, text: str | bytes, encoding: str = "utf-8") -> Path:
    """A file."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def read(folder: Path, text: str | bytes, map_text: str = "", name: str = "orders.csv", n_sample: int = 0) -> Reading:
    """What is read of a file that holds this, in a folder that is no place yet."""
    place = folder / "somewhere"
    place.mkdir(exist_ok=True)
    map_file = written(folder / "map.yaml", map_text) if map_text else None
    return read_tickets(written(folder / name, text), place, map_file, n_sample)


def spreadsheet(path: Path, sheets: Mapping[str, Sequence[Sequence[str]]], merged: Sequence[str] = ()) -> Path:
    """The smallest workbook that holds texts."""
    names = list(sheets)
    kinds = "http://schemas.openxmlformats.org"
    main = f'xmlns="{kinds}/spreadsheetml/2006/main"'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{kinds}/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/s{k}.xml" ContentType="application/vnd.openxmlformats-'
            'officedocument.spreadsheetml.worksheet+xml"/>'
            for k in range(len(names))
        )
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{kinds}/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{kinds}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{kinds}/officeDocument/2006/relationships"><sheets>'
        + "".join(f'<sheet name="{escape(name)}" sheetId="{k + 1}" r:id="r{k}"/>' for k, name in enumerate(names))
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{kinds}/package/2006/relationships">'
        + "".join(
            f'<Relationship Id="r{k}" Type="{kinds}/officeDocument/2006/relationships/worksheet" '
            f'Target="worksheets/s{k}.xml"/>'
            for k in range(len(names))
        )
        + "</Relationships>",
    }
    for k, name in enumerate(names):
        rows = "".join(
            f'<row r="{r}">'
            + "".join(
                f'<c r="{chr(65 + c)}{r}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
                for c, cell in enumerate(row)
                if cell
            )
            + "</row>"
            for r, row in enumerate(sheets[name], 1)
        )
        cells = "".join(f'<mergeCell ref="{ref}"/>' for ref in merged)
        cells = f'<mergeCells count="{len(merged)}">{cells}</mergeCells>' if merged else ""
        parts[f"xl/worksheets/s{k}.xml"] = f"<worksheet {main}><sheetData>{rows}</sheetData>{cells}</worksheet>"
    with zipfile.ZipFile(path, "w") as book:
        for name, text in parts.items():
            book.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return path
