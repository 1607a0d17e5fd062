"""Real servers for the tests: Elasticsearch and PostgreSQL, in a folder of the project.

They listen on loopback only, run as an unprivileged user and are ended by their own process id.
`python -m services` is the way in from a shell; from Python: `Cluster`, `Postgres`, `find_place`.
"""

from services.cluster import Cluster
from services.elasticsearch import Node
from services.place import Place, ServiceMissingError, find_place
from services.postgres import Postgres

__all__ = ["Cluster", "Node", "Place", "Postgres", "ServiceMissingError", "find_place"]
