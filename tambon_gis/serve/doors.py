"""The server of the local page: it speaks plain HTTP/1.1 with this computer, and nothing more."""

from __future__ import annotations

import uvicorn

from tambon_gis.serve.app import make_app
from tambon_gis.serve.desk import Desk  # noqa: TC001 - told in the signature

__all__ = ["door"]

#: Connections at once: a browser opens six for a window.
MOST = 100
#: Bytes of the head of a request.
HEAD = 16_384


def door(desk: Desk) -> uvicorn.Server:
    """
    Make the server of a desk; it listens where it is told to.

    Parameters
    ----------
    desk : Desk
        Its folder, secrets and bounds.

    Returns
    -------
    uvicorn.Server
        Not yet running. It believes nothing that a request says of other computers, knows no
        sockets that stay open, and writes no list of who asked for what.
    """
    return uvicorn.Server(
        uvicorn.Config(
            make_app(desk),
            http="h11",
            ws="none",
            lifespan="off",
            log_level="warning",
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            limit_concurrency=MOST,
            h11_max_incomplete_event_size=HEAD,
            timeout_keep_alive=5,
            timeout_graceful_shutdown=3,
        )
    )
