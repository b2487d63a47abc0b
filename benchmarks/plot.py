"""Latency against the number of articles, as a small SVG: for docs/, in light and dark, readable without a script.

    python -m benchmarks.plot benchmarks/runs/DATE-WORDS/result.json --out docs/speed.svg

Both axes are logarithmic. Drawn here and not by a library, since what those write
is a hundred times as long, differs from run to run and knows no dark pages.
"""

import argparse
import json
import math
from collections.abc import Sequence
from html import escape
from pathlib import Path
from statistics import median
from typing import Any

from .comparison import EXACT
from .peers import NAMES, TITLES

WIDTH, HEIGHT = 780, 400
LEFT, RIGHT, TOP, BOTTOM = 70, 250, 46, 50
COLOURS = ("#c2410c", "#db2777", "#d97706", "#64748b", "#2563eb", "#059669", "#9333ea")
LEGEND_LINE = 16
STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2937 }
.grid { stroke: #d1d5db; stroke-width: 1 }
@media (prefers-color-scheme: dark) { text { fill: #e5e7eb } .grid { stroke: #4b5563 } }
"""


def plot_of(records: Sequence[dict[str, Any]], kind: str) -> str:
    """The SVG: a line for each engine, p50 solid and p95 dashed. Raises `SystemExit` where nothing was measured."""
    lines = {}
    for name in NAMES:
        for which in (0, 1):
            points = [
                (record["articles"], median(run[which] for run in row["runs"]))
                for record in sorted(records, key=lambda record: int(record["articles"]))
                if (row := record["peers"].get(name, {}).get("latency", {}).get(kind, {}).get(EXACT))
            ]
            if points:
                lines[name, which] = points
    if not lines:
        raise SystemExit(f"Nothing was measured of «{kind}»: give --plotted the name of a class that was.")
    xs = [x for points in lines.values() for x, _ in points]
    ys = [max(y, 1e-3) for points in lines.values() for _, y in points]
    across = _Axis(min(xs), max(xs), LEFT, WIDTH - RIGHT)
    up = _Axis(min(ys), max(ys), HEIGHT - BOTTOM, TOP)
    title = f"{kind}: milliseconds against articles"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f"<title>{escape(title)}</title>",
        f"<style>{STYLE}</style>",
        f'<text x="{LEFT}" y="22">{escape(kind)}, ms, with exact count; p50 solid, p95 dashed</text>',
    ]
    for value in up.ticks():
        y = up(value)
        parts.append(f'<line class="grid" x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>')
    for value in across.ticks():
        x = across(value)
        parts.append(f'<line class="grid" x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{HEIGHT - BOTTOM}"/>')
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{value:,.0f}</text>')
    parts.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 8}" text-anchor="middle">articles</text>')
    ends = []
    for (name, which), points in lines.items():
        colour = COLOURS[NAMES.index(name)]
        at = " ".join(f"{across(x):.1f},{up(max(y, 1e-3)):.1f}" for x, y in points)
        dashes = ' stroke-dasharray="5 4"' if which else ""
        parts.append(f'<polyline points="{at}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>')
        if not which:
            parts += [
                f'<circle cx="{p.split(",")[0]}" cy="{p.split(",")[1]}" r="3" fill="{colour}"/>' for p in at.split()
            ]
            ends.append((up(max(points[-1][1], 1e-3)), name, colour))
    below = 0.0
    for y, name, colour in sorted(ends):
        below = max(y, below + LEGEND_LINE)
        parts.append(f'<circle cx="{WIDTH - RIGHT + 14}" cy="{below:.1f}" r="4" fill="{colour}"/>')
        parts.append(f'<text x="{WIDTH - RIGHT + 24}" y="{below + 4:.1f}">{escape(TITLES[name])}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


class _Axis:
    """From a value to a place, by its logarithm; the ends are powers of ten."""

    def __init__(self, least: float, most: float, start: float, stop: float) -> None:
        self.low = math.floor(math.log10(least))
        self.high = max(self.low + 1, math.ceil(math.log10(most)))
        self.start, self.stop = start, stop

    def __call__(self, value: float) -> float:
        return self.start + (self.stop - self.start) * (math.log10(value) - self.low) / (self.high - self.low)

    def ticks(self) -> list[float]:
        return [10.0**power for power in range(self.low, self.high + 1)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Draw a record."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.plot", description="Draw latency against size.")
    options.add_argument("results", type=Path, nargs="+", help="result.json of one or more records")
    options.add_argument("--out", type=Path, required=True, help="the SVG to write")
    options.add_argument("--plotted", default="3 words, any", help="the class that is drawn (default «3 words, any»)")
    chosen = options.parse_args(arguments)
    records = [size for path in chosen.results for size in json.loads(path.read_text(encoding="utf-8"))["sizes"]]
    chosen.out.write_text(plot_of(records, chosen.plotted), encoding="utf-8")


if __name__ == "__main__":
    main()
