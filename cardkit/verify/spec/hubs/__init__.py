"""Models behind a hub, read in pieces: the only room that reaches hub clients, and only when asked.

Files are listed with their sizes at one commit, and headers are read by range requests. Weights are
fetched by `fetching.fetch` alone, for a model that is to be loaded. The clients are imported inside
functions; openmind is never imported, since it redirects every later load of the process. Tokens
stay with the clients and are never shown.
"""

from cardkit.verify.spec.hubs.opening import open_model
from cardkit.verify.spec.hubs.refs import Ref, parse_ref

__all__ = ["Ref", "open_model", "parse_ref"]
