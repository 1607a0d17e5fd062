"""Figures as Dutch readers write them, and a budget with its verdict."""

from __future__ import annotations


def dutch(value: float) -> str:
    """A number with a comma, and points between thousands: 1234.5 -> "1.234,5".

    Small ones with two decimals: of a ratio just above 1 the second one decides.
    """
    text = f"{value:,.{2 if value < 10 else 1}f}".rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))


def number(value: int) -> str:
    """A whole number with points between thousands."""
    return f"{value:,}".replace(",", ".")


def ms(value: float) -> str:
    """Milliseconds."""
    return f"{dutch(value)} ms"


def budget_row(what: str, measured: float, budget: float, unit: str) -> str:
    """A row of the table, with its verdict."""
    verdict = "gehaald" if measured <= budget else "**niet gehaald**"
    return f"| {what} | {dutch(measured)} {unit} | {dutch(budget)} {unit} | {verdict} |"
