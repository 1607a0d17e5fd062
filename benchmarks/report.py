"""Figures -> docs/benchmarks.md and a plot of growth."""

from __future__ import annotations

import math
import os
import platform
from pathlib import Path
from typing import Any

from benchmarks.notation import budget_row, ms, number
from benchmarks.report_engines import engines_section
from benchmarks.report_following import following_section
from benchmarks.report_wagtail import wagtail_section

Results = dict[int, dict[str, Any]]
COMPARISONS = {
    "engines": engines_section,
    "wagtail": wagtail_section,
    "following": following_section,
}


def write_report(results: Results, folder: Path) -> None:
    """Write `benchmarks.md` and `benchmarks.svg` into a folder."""
    folder.mkdir(exist_ok=True)
    largest = max(results)
    at = results[largest]
    lines = [
        "# Metingen",
        "",
        f"Gemeten met `make bench` op {os.cpu_count()} kernen, Python "
        f"{platform.python_version()}. Wat een pagina kost is gemeten in één proces; de mix is "
        "leeg, een gewoon woord, drie woorden, twee facetten, een regio, een zin en een tikfout.",
        "",
        f"## Budgetten bij {number(largest)} vermeldingen",
        "",
        "| wat | gemeten | budget | oordeel |",
        "|---|---|---|---|",
        *(budget_row(*row) for row in budgets(at)),
        "",
        "![Groei van de tijd per pagina](benchmarks.svg)",
        "",
        "## Groei",
        "",
        "| vermeldingen | p50 | p95 | suggesties p95 | publiceren | index opbouwen | "
        "piek geheugen | index | database | vragen per seconde |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for size, result in sorted(results.items()):
        rate = result["load"].get("per_second", "–")
        lines.append(
            f"| {number(size)} | {ms(result['pages']['alle']['p50'])} | "
            f"{ms(result['pages']['alle']['p95'])} | {ms(result['suggestions']['p95'])} | "
            f"{result['publish']} s | {result['rebuild']['seconds']} s | "
            f"{result['rebuild']['peak_mb']:.0f} MB | {result['index_mb']} MB | "
            f"{result['database_mb']} MB | {rate} |"
        )
    lines += [
        "",
        f"## Waar de tijd van een pagina blijft, bij {number(largest)} vermeldingen",
        "",
        "Zoekmachine: hits en alle aantallen. Database: de tijd in SQL. Rest van het zoeken: "
        "kaarten, facetten en gemarkeerde woorden. Sjablonen: wat overblijft.",
        "",
        "| vraag | hits | p50 | p95 | zoekmachine | database | rest van het zoeken | sjablonen |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, page in at["pages"].items():
        if name != "alle":
            rest = max(0.0, page["found"] - page["engine"] - page["database"])
            templates = max(0.0, page["p50"] - page["found"])
            lines.append(
                f"| {name} | {number(page['total'])} | {ms(page['p50'])} | {ms(page['p95'])} | "
                f"{ms(page['engine'])} | {ms(page['database'])} | {ms(rest)} | {ms(templates)} |"
            )
    lines += ["", "Vreemde vragen (de langzaamste van vijf): " + ", ".join(
        f"{name} {ms(taken)}" for name, taken in at["odd"].items()) + ".", ""]  # fmt: skip
    for part, section in COMPARISONS.items():
        if sizes := [size for size in results if part in results[size]]:
            lines += section(results[max(sizes)][part], max(sizes))
    (folder / "benchmarks.md").write_text("\n".join(lines))
    (folder / "benchmarks.svg").write_text(plot(results))


def budgets(at: dict[str, Any]) -> list[tuple[str, float, float, str]]:
    """What, measured, budget and unit."""
    queries = max(page["queries"] for name, page in at["pages"].items() if name != "alle")
    return [
        ("`/zoeken/`, p95", at["pages"]["alle"]["p95"], 60, "ms"),
        ("suggesties, p95", at["suggestions"]["p95"], 20, "ms"),
        ("suggesties die nog niemand vroeg, p95", at["suggestions"]["first_p95"], 20, "ms"),
        ("vragen aan de database voor een pagina", queries, 8, ""),
        ("van publiceren tot vindbaar", at["publish"], 1, "s"),
        ("index opbouwen", at["rebuild"]["seconds"], 180, "s"),
        ("piek van het geheugen daarbij, alle processen", at["rebuild"]["peak_mb"], 600, "MB"),
        ("langzaamste vreemde vraag", max(at["odd"].values()), 200, "ms"),
        ("catalogus maken", at["generate_seconds"], 240, "s"),
    ]


def plot(results: Results) -> str:
    """p50 and p95 of a page against the number of entries, on a logarithmic axis."""
    width, height, left, bottom = 640, 320, 60, 40
    sizes = sorted(results)
    highest = max(60.0, *(results[size]["pages"]["alle"]["p95"] for size in sizes)) * 1.1
    low, high = math.log10(sizes[0]), math.log10(sizes[-1])

    def x(size: int) -> float:
        share = (math.log10(size) - low) / ((high - low) or 1)
        return left + share * (width - left - 40)

    def y(value: float) -> float:
        return height - bottom - value / highest * (height - bottom - 20)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        'font-family="sans-serif" font-size="13" role="img" '
        'aria-label="Milliseconden per pagina tegen het aantal vermeldingen">',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        f'<line x1="{left}" x2="{width - 40}" y1="{y(60):.1f}" y2="{y(60):.1f}" '
        'stroke="#b45309" stroke-dasharray="4 4"/>',
        f'<text x="{left + 4}" y="{y(60) - 6:.1f}" fill="#b45309">budget p95: 60 ms</text>',
    ]
    for name, colour in (("p50", "#0f5257"), ("p95", "#4338a0")):
        points = [(x(size), y(results[size]["pages"]["alle"][name])) for size in sizes]
        line = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="4" fill="{colour}"/>' for a, b in points]
        a, b = points[-1]
        parts.append(f'<text x="{a - 30:.1f}" y="{b - 8:.1f}" fill="{colour}">{name}</text>')
    for size in sizes:
        parts.append(
            f'<text x="{x(size):.1f}" y="{height - 14}" text-anchor="middle">{number(size)}</text>'
        )
    for step in range(0, int(highest) + 1, 20):
        parts.append(f'<text x="{left - 8}" y="{y(step) + 4:.1f}" text-anchor="end">{step}</text>')
    return "\n".join([*parts, "</svg>", ""])
