"""The section of the report on following."""

from __future__ import annotations

from typing import Any

from benchmarks.notation import budget_row, dutch, number


def following_section(measured: dict[str, Any], size: int) -> list[str]:
    """The lines of "Volgen": a day's new entries against very many subscriptions."""
    return [
        f"### Volgen, bij {number(size)} vermeldingen",
        "",
        f"{number(measured['subscriptions'])} abonnementen op {number(measured['queries'])} "
        f"verschillende zoekvragen, allemaal “meteen”, en {number(measured['news'])} nieuwe "
        "vermeldingen; op SQLite, in één proces. De mails gaan naar een echte mailserver op "
        "dezelfde machine, die alles aanneemt.",
        "",
        "| wat | gemeten | budget | oordeel |",
        "|---|---|---|---|",
        budget_row("vergelijken met alle zoekvragen", measured["match"], 10, "s"),
        f"| opschrijven: {number(measured['editions'])} edities, "
        f"{number(measured['deliveries'])} mails | {dutch(measured['write'])} s | – | – |",
        f"| zien wat er nieuw is | {dutch(measured['notice'])} s | – | – |",
        f"| de hele catalogus leren kennen, de eerste keer | {dutch(measured['first_look'])} s "
        "| – | – |",
        f"| mails maken en afgeven, {number(measured['sent'])} stuks | "
        f"{dutch(measured['mails_per_second'])} per seconde | – | – |",
        f"| piek van het geheugen, met vergelijken | {number(measured['peak_mb'])} MB "
        f"(daarvoor al {number(measured['before_mb'])} MB) | – | – |",
        f"| piek van het geheugen, met versturen | {number(measured['peak_sending_mb'])} MB "
        "| – | – |",
        "",
    ]
