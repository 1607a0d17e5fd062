"""What the answer of a mail server means for the mail, the address and the rest of the queue.

Codes are those of RFC 5321 and, behind them, RFC 3463. Only the codes are kept: the text of an
answer often says whom it is about.
"""

from __future__ import annotations

import re
import smtplib
from dataclasses import dataclass
from enum import Enum, auto

_ENHANCED = re.compile(rb"\s*([245]\.\d{1,3}\.\d{1,3})\b")
# About our address as the sender, or about our rights; never about who gets the mail.
_ABOUT_US = re.compile(r"5\.(1\.[78]|3\.|5\.|7\.)")
_ABOUT_THE_ADDRESS = re.compile(r"5\.[12]\.")
_NEEDS_LOGIN = frozenset({530, 534, 535, 538})
# Of a server that says no more than this after the mail itself. 554, "the transaction failed", may
# as well be about us.
_PLAINLY_THE_ADDRESS = frozenset({550, 551, 552, 553})
_TOO_LARGE = 552
_GOING_AWAY = 421


class Verdict(Enum):
    REFUSED = auto()  # this address does not take it
    LATER = auto()  # this mail again, in a while
    SERVER = auto()  # the server takes nothing of ours now, whoever it is for


@dataclass(frozen=True)
class Answer:
    """A verdict with the codes, such as "550 5.1.1". `broken`: the connection is of no use now."""

    verdict: Verdict
    codes: str
    broken: bool = False


def judge(error: Exception) -> Answer:
    """Read what was raised while one mail was handed over to one address."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        return _of_recipient(code, _codes(code, text))
    if isinstance(error, smtplib.SMTPSenderRefused):
        codes = _codes(error.smtp_code, error.smtp_error)
        if error.smtp_code == _TOO_LARGE:
            return Answer(Verdict.LATER, codes)
        return Answer(Verdict.SERVER, codes, broken=error.smtp_code == _GOING_AWAY)
    if isinstance(error, smtplib.SMTPDataError):
        codes = _codes(error.smtp_code, error.smtp_error)
        if _is_about_the_address(codes) or _is_plain(error.smtp_code, codes):
            return Answer(Verdict.REFUSED, codes)
        return Answer(Verdict.LATER, codes, broken=error.smtp_code == _GOING_AWAY)
    if isinstance(error, smtplib.SMTPResponseException):
        return Answer(Verdict.SERVER, _codes(error.smtp_code, error.smtp_error), broken=True)
    if isinstance(error, smtplib.SMTPNotSupportedError | ValueError):
        return Answer(Verdict.LATER, type(error).__name__)  # this address cannot be written
    return Answer(Verdict.LATER, type(error).__name__, broken=True)


def _of_recipient(code: int, codes: str) -> Answer:
    if code in _NEEDS_LOGIN:
        return Answer(Verdict.SERVER, codes)
    if code >= 500 and not _ABOUT_US.search(codes):
        return Answer(Verdict.REFUSED, codes)
    return Answer(Verdict.LATER, codes, broken=code == _GOING_AWAY)


def _is_about_the_address(codes: str) -> bool:
    return bool(_ABOUT_THE_ADDRESS.search(codes)) and not _ABOUT_US.search(codes)


def _is_plain(code: int, codes: str) -> bool:
    return code in _PLAINLY_THE_ADDRESS and codes == str(code)


def _codes(code: int, text: bytes | str) -> str:
    raw = text if isinstance(text, bytes) else text.encode(errors="replace")
    enhanced = _ENHANCED.match(raw)
    return f"{code} {enhanced[1].decode()}" if enhanced else str(code)
