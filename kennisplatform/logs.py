"""What stands in a line of the log."""

import logging
import re

# A link that a follower got by mail: who has it can do what it is for.
_TOKEN = re.compile(r"(/volgen/(?:bevestigen|afmelden|beheren)/)[^/\s?]+")


class QuietFormatter(logging.Formatter):
    """Writes no link of a follower, also not in the address of a page that failed."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, with the traceback if there is one."""
        return _TOKEN.sub(r"\1...", super().format(record))
