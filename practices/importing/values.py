"""Plain values as people and spreadsheets write them -> values of a model's field."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from practices.cleaning import clean_rich_text
from practices.importing.moments import read_date, read_moment
from practices.importing.shape import Field, Kind
from practices.importing.wording import CONTROL, ValueProblem, nearest, shorten, suggestion

MAX_RICH_TEXT = 200_000  # characters of HTML; longer is a document, not a text of an entry

_TRUE = frozenset({"ja", "j", "true", "waar", "yes", "1", "x"})
_FALSE = frozenset({"nee", "n", "false", "onwaar", "no", "0"})


def read_value(field: Field, raw: Any) -> Any:
    """Return `raw` as a value for this scalar field; None and "" become the field's empty value.

    Raises ValueProblem.
    """
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return empty_value(field)
    return _READERS[field.kind](field, raw)


def empty_value(field: Field) -> Any:
    """What stands in the field when nothing is known: its default, null or an empty text."""
    model_field = field.model_field
    if model_field.has_default():
        return model_field.get_default()
    return None if model_field.null else ""


def read_text(raw: Any) -> str:
    """A text without spaces around it. Raises ValueProblem for characters nobody can see."""
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal | date):
        raise ValueProblem(_("Hier hoort een tekst."))
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, datetime) and raw.time() == time():
        raw = raw.date()  # a spreadsheet keeps a day as midnight
    text = str(raw).replace("\r\n", "\n").replace("\r", "\n")
    if hidden := CONTROL.search(text):
        raise ValueProblem(
            _("Er staat een onzichtbaar stuurteken in (U+%(code)04X, op plaats %(position)d).")
            % {"code": ord(hidden[0]), "position": hidden.start() + 1}
        )
    return text.strip()


def _line(field: Field, raw: Any) -> str:
    return " ".join(read_text(raw).split())


def _text(field: Field, raw: Any) -> str:
    return read_text(raw)


def _rich(field: Field, raw: Any) -> str:
    if not isinstance(raw, str):
        raw = read_text(raw)
    if len(raw) > MAX_RICH_TEXT:
        raise ValueProblem(
            _("Deze tekst telt %(count)d tekens, het mogen er %(limit)d zijn.")
            % {"count": len(raw), "limit": MAX_RICH_TEXT}
        )
    return clean_rich_text(raw, headings="h3" in (field.model_field.features or ()))


def _choice(field: Field, raw: Any) -> Any:
    written = _line(field, raw)
    choices = [(value, str(label)) for value, label in field.model_field.flatchoices if value != ""]
    for value, label in choices:
        if written.casefold() in (str(value).casefold(), label.casefold()):
            return value
    names = nearest(written, [name for pair in choices for name in pair], 1)
    raise ValueProblem(
        _("“%(written)s” is geen keuze. Kies uit: %(choices)s.")
        % {"written": shorten(written), "choices": ", ".join(value for value, _label in choices)}
        + suggestion(names)
    )


def _decimal(field: Field, raw: Any) -> Decimal:
    number = read_number(raw)
    places = field.model_field.decimal_places
    if isinstance(raw, float):  # a spreadsheet keeps 0.1 as the nearest binary fraction
        number = round(number, places + 4).normalize()
    # In the shape that the database gives back, so that a revision says the same as the page.
    rounded = number.quantize(Decimal(1).scaleb(-places)) if abs(number) < 10**20 else number
    return rounded if rounded == number else Decimal(f"{number:f}")


def _integer(field: Field, raw: Any) -> int:
    number = read_number(raw)
    if number != number.to_integral_value():
        raise ValueProblem(_("Hier hoort een heel getal, zoals 12."))
    return int(number)


def read_number(raw: Any) -> Decimal:
    """A number as Dutch people and spreadsheets write it: 2,5 or 1.250,00 or € 35,- or 2.5."""
    problem = ValueProblem(_("“%(raw)s” is geen getal.") % {"raw": shorten(str(raw))})
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal | str):
        raise problem
    if not isinstance(raw, str):
        if not math.isfinite(raw):
            raise problem
        return Decimal(str(raw))
    text = re.sub(r"^(€|EUR)|[\s\u00a0\u202f]|,[-–]+$", "", raw.strip())
    if not re.fullmatch(r"[-+]?\d[\d.,]*", text) or len(text) > 40:
        raise problem
    # Whichever of the two signs stands last splits off the decimals; one that groups digits by
    # three and is a full stop is the Dutch sign for thousands.
    if "," in text and "." in text:
        thousands, decimals = (".", ",") if text.rfind(",") > text.rfind(".") else (",", ".")
        text = text.replace(thousands, "").replace(decimals, ".")
    elif re.fullmatch(r"[-+]?[1-9]\d{0,2}(\.\d{3})+", text):
        text = text.replace(".", "")
    else:
        text = text.replace(",", ".")
    if text.count(".") > 1:
        raise problem
    return Decimal(text)


def _boolean(field: Field, raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    written = str(int(raw) if isinstance(raw, float) and raw.is_integer() else raw)
    written = written.strip().casefold()
    if written in _TRUE | _FALSE:
        return written in _TRUE
    raise ValueProblem(_("Schrijf ja of nee."))


def _file(field: Field, raw: Any) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise ValueProblem(_("Hier hoort het nummer van een bestand dat al op het platform staat."))
    return raw


_READERS = {
    Kind.LINE: _line,
    Kind.TEXT: _text,
    Kind.RICH: _rich,
    Kind.CHOICE: _choice,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.BOOLEAN: _boolean,
    Kind.DATE: lambda field, raw: read_date(raw),
    Kind.DATETIME: lambda field, raw: read_moment(raw),
    Kind.FILE: _file,
}
