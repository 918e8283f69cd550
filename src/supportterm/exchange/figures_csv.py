"""A report as CSV: a line for each of its lines, every figure there is, no cell a formula."""

import csv
import io
from typing import IO

from supportterm.core.metrics import figures
from supportterm.core.metrics_report import Report
from supportterm.core.safe import safe_cell


def write_figures(report: Report, file: IO[bytes]) -> int:
    """A head and a line for each of *report*'s (RFC 4180, UTF-8); how many lines there are.

    Lengths are minutes, shares are in a hundred, an hour of the week is a number from 0, Monday's first; what has no
    figure is empty.
    """
    told = list(figures())
    text = io.TextIOWrapper(file, "utf-8", newline="", write_through=True)
    out = csv.writer(text, lineterminator="\r\n")
    out.writerow([*report.ask.by, *(figure.name for figure in told)])
    for line in report.lines:
        values = (figure.of(line.sheet, line.backlog) for figure in told)
        keys = (
            str(int(key)) if by == "hour" else safe_cell(key) for by, key in zip(report.ask.by, line.keys, strict=True)
        )
        out.writerow([*keys, *map(_cell, values)])
    text.detach()
    return len(report.lines)


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
