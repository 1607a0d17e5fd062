"""The section of the report that sets the engines beside one another."""

from __future__ import annotations

from typing import Any

from benchmarks.notation import budget_row, dutch, ms, number

HEADS = ("ingebouwd", "Elasticsearch", "kaal `_search`")


def engines_section(engines: dict[str, Any], size: int) -> list[str]:
    """The lines of "Zoekmachines vergeleken"; only the reason where it was not measured."""
    lines = [f"## Zoekmachines vergeleken, bij {number(size)} vermeldingen", ""]
    if "missing" in engines:
        return [*lines, f"Niet gemeten: {engines['missing']}.", ""]
    against, clustered = engines["against"], engines["inside"]
    everything = against["alle"]
    ratios = [
        (f"`/zoeken/` (ingebouwd) tegen het kale verzoek, {share}", ratio(everything, share), 1, "")
        for share in ("p50", "p95")
    ]
    return [
        *lines,
        f"Elasticsearch draait op dezelfde machine, met {engines['heap']} geheugen, en is warm. "
        "Het kale verzoek is de `_search` die de zoekmachine voor de pagina stuurt (20 hits, "
        "teksten voor de passages en alle facetten), over een open verbinding met `http.client`: "
        "van versturen tot het antwoord gelezen is, zonder de JSON te lezen. De pagina ernaast "
        "is de hele pagina op de ingebouwde zoekmachine. Pagina en verzoek zijn om de beurt "
        "gemeten, en vooraf is nagegaan dat totaal en alle aantallen gelijk zijn. De pagina "
        "zonder keuzes bewaart haar aantallen; het verzoek telt ze elke keer.",
        "",
        "| wat | gemeten | budget | oordeel |",
        "|---|---|---|---|",
        *(budget_row(*row) for row in ratios),
        budget_row("van publiceren tot vindbaar, Elasticsearch", clustered["publish"], 2, "s"),
        budget_row("index opbouwen, Elasticsearch", engines["rebuild"]["seconds"], 180, "s"),
        budget_row("piek van het geheugen daarbij", engines["rebuild"]["peak_mb"], 600, "MB"),
        "",
        f"| vraag | hits | {' | '.join(f'{head} p50 | p95' for head in HEADS)} | verhouding |",
        "|---|---|---|---|---|---|---|---|---|",
        *(
            engines_row(name, against[name], clustered["pages"][name])
            for name in against
            if name != "alle"
        ),
        engines_row("**alle**", everything, clustered["pages"]["alle"]),
        "",
        "Verhouding: de pagina op de ingebouwde zoekmachine gedeeld door het kale verzoek, p50.",
        "",
    ]


def engines_row(name: str, against: dict[str, Any], clustered: dict[str, Any]) -> str:
    """One question: both pages and the request."""
    total = number(against["total"]) if "total" in against else ""
    taken = [
        f"{ms(each['p50'])} | {ms(each['p95'])}"
        for each in (against["page"], clustered, against["request"])
    ]
    return f"| {name} | {total} | {' | '.join(taken)} | {dutch(ratio(against, 'p50'))} |"


def ratio(against: dict[str, Any], share: str) -> float:
    """How many times as long the page takes as the bare request."""
    taken: float = against["page"][share] / against["request"][share]
    return round(taken, 2)
