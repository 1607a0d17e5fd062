"""Which engine answers, and where: `SEARCH_URL` as plain values, with its secrets kept quiet."""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

DEFAULT_PORT = 9200
DEFAULT_PREFIX = "kennisplatform"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
_SCHEMES = {"elasticsearch": "http", "elasticsearchs": "https"}
_PREFIX = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")
_OPTIONS = ("api_key", "ca")


@dataclass(frozen=True)
class SearchAddress:
    """A search engine and how to reach it. `repr` shows neither password nor key.

    `hosts` are addresses without credentials, as "https://search-1:9200".
    """

    engine: str
    hosts: tuple[str, ...] = ()
    prefix: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    api_key: str = field(default="", repr=False)
    ca: str = ""

    @classmethod
    def parse(cls, url: str) -> SearchAddress:
        """Read a `SEARCH_URL`.

            embedded:
            elasticsearch://user:password@one:9200,two:9200/prefix
            elasticsearchs://one/prefix?api_key=...&ca=/etc/ssl/search.pem

        Raises ImproperlyConfigured that names the part and never repeats what stands there.
        """
        scheme = url.partition(":")[0]
        if scheme == "embedded":
            return cls(engine="embedded")
        if scheme not in _SCHEMES:
            raise _error(
                "the engine before the colon does not exist; use embedded:, elasticsearch:// "
                "or elasticsearchs:// (with TLS)"
            )
        try:
            parts = urlsplit(url)
        except ValueError:
            raise _error("this is no address") from None
        return cls._of(parts)

    @classmethod
    def _of(cls, parts: SplitResult) -> SearchAddress:
        credentials, at, hosts = parts.netloc.rpartition("@")
        user, _colon, password = credentials.partition(":")
        if at and not (user and password):
            raise _error("before the @ there must be user:password")
        addresses = tuple(
            _host(_SCHEMES[parts.scheme], number, host)
            for number, host in enumerate(hosts.split(","), 1)
        )
        options = _options(parts)
        if at and options.get("api_key"):
            raise _error("give a password or an api_key, not both")
        ca = options.get("ca", "")
        if ca and parts.scheme != "elasticsearchs":
            raise _error("a ca file needs TLS; write elasticsearchs://")
        if ca:
            _check_authority(ca)
        prefix = parts.path.strip("/") or DEFAULT_PREFIX
        if not _PREFIX.fullmatch(prefix):
            raise _error("the prefix after the host may hold a-z, 0-9, - and _ only")
        return cls(
            engine="elasticsearch",
            hosts=addresses,
            prefix=prefix,
            user=unquote(user),
            password=unquote(password),
            # A plus sign in an address is a space, and a key has no spaces.
            api_key=options.get("api_key", "").replace(" ", "+"),
            ca=ca,
        )

    @property
    def exposes_secret(self) -> bool:
        """Whether a password or key would go over a network in plain sight."""
        return bool(self.password or self.api_key) and any(
            host.startswith("http://") and urlsplit(host).hostname not in LOOPBACK
            for host in self.hosts
        )


def _host(scheme: str, number: int, host: str) -> str:
    try:
        parts = urlsplit(f"//{host}")
        name, port = parts.hostname, parts.port or DEFAULT_PORT
    except ValueError:
        name, port = None, 0
    if not name or not re.fullmatch(r"[A-Za-z0-9._:-]+", name):
        raise _error(
            f"host {number} is not understood; write a / ? # or @ in a password as %2F %3F %23 %40"
        )
    return f"{scheme}://[{name}]:{port}" if ":" in name else f"{scheme}://{name}:{port}"


def _options(parts: SplitResult) -> dict[str, str]:
    if parts.fragment:
        raise _error("a # in a password is written as %23")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if any(name not in _OPTIONS for name in options):
        raise _error(f"after the ? there can be {' and '.join(_OPTIONS)}, nothing else")
    return options


def _check_authority(file: str) -> None:
    try:
        ssl.create_default_context(cafile=file)
    except OSError as error:  # no such file, or no certificate in it
        reason = error.strerror or type(error).__name__
        raise _error(f"the ca file {file!r} cannot be read ({reason})") from None


def _error(what: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"SEARCH_URL: {what}.")
