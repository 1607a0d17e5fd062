"""What a soak found, as docs/soak.md."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

SET_UPS = {
    "sqlite": "SQLite, ingebouwde zoekmachine",
    "postgresql": "PostgreSQL, Elasticsearch",
}
MOMENTS = {
    "STARTING": "gedood bij het starten",
    "PUBLISHING": "gedood bij het bewerken",
    "INDEXING": "gedood bij het indexeren na een bewerking",
    "DRAINING": "gedood bij het legen van de wachtrij",
    "REBUILDING": "gedood bij het opnieuw opbouwen",
    "ROLLING_BACK": "gedood bij het terugzetten van de vorige index",
}
FIGURES = {
    "differed": "keren dat de index na de kill niet klopte",
    "repaired": "documenten die de volgende leging herstelde",
    "documents": "documenten vergeleken na die leging",
    "lost": "daarvan verloren",
    "stale": "daarvan verouderd",
    "surplus": "daarvan te veel",
    "doubled": "daarvan dubbel",
    "refused": "handelingen geweigerd, met een melding",
}


def write_report(results: Mapping[str, Mapping[str, Any]], path: Path) -> None:
    """Write the figures of each set-up, as `soak.kills` told them, beside one another."""
    columns = list(results)
    rows = [("keren gedood (-9)", [str(results[each]["kills"]) for each in columns])]
    for moment, label in MOMENTS.items():
        rows.append((label, [str(results[each]["moments"].get(moment, 0)) for each in columns]))
    for name, label in FIGURES.items():
        rows.append((label, [f"{results[each][name]:,}".replace(",", ".") for each in columns]))
    rows.append(("keren iets mis", [str(len(results[each]["faults"])) for each in columns]))
    rows.append(("duur", [f"{results[each]['seconds']} s" for each in columns]))
    rows.append(("zaad", [str(results[each]["seed"]) for each in columns]))
    table = [("wat", [SET_UPS[each] for each in columns]), ("---", ["---"] * len(columns)), *rows]
    lines = [f"| {label} | {' | '.join(values)} |" for label, values in table]
    path.write_text(
        f"# Duurproef\n\nGedraaid op {date.today():%d-%m-%Y} met `make soak`.\n\n"
        "Een tot drie processen bewerken, legen de wachtrij en bouwen de index opnieuw op. Een "
        "ervan wordt op een willekeurig moment gedood met -9. De volgende leging moet de index "
        "gelijk maken aan de database: elk document wordt vergeleken, en er mag geen wachtende "
        "rij, slot of schade achterblijven.\n\n" + "\n".join(lines) + "\n"
    )
