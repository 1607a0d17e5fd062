"""The web server, gunicorn: sized by the machine. Read by gunicorn, at the start and at a reload.

It imports nothing of the platform: what the first process imports, a reload does not renew.
"""

import os
import shutil
from pathlib import Path

import environ

_CODE = Path(__file__).resolve().parent.parent


class _Apart(environ.Env):
    ENVIRON = dict(os.environ)  # the settings file must not end up in the environment


_Apart.read_env(os.environ.get("ENV_FILE", str(_CODE / ".env")))
_env = _Apart()
_data = Path(_env.str("DATA_DIR", default=str(_CODE / "var"))).resolve()
_cores = len(os.sched_getaffinity(0))

bind = _env.str("WEB_BIND", default="127.0.0.1:8000")
workers = _env.int("WEB_CONCURRENCY", default=max(2, min(_cores, 8)))
threads = 4
timeout = 60
graceful_timeout = 30
# A process that grew starts anew by itself; not all at the same moment.
max_requests = 20_000
max_requests_jitter = 2_000
pidfile = str(_data / "web.pid")
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
loglevel = "warning"
umask = 0o027

# The figures of all processes together: each writes its own files here.
_metrics = _data / "metrics"
_measuring = bool(_env.str("METRICS_PATH", default=""))
if _measuring:
    raw_env = [f"PROMETHEUS_MULTIPROC_DIR={_metrics}"]
    _metrics.mkdir(parents=True, exist_ok=True)  # a reload may be what switched it on


def on_starting(server: object) -> None:
    """Begin with no figures of the processes of before."""
    shutil.rmtree(_metrics, ignore_errors=True)
    if _measuring:
        _metrics.mkdir(parents=True)
