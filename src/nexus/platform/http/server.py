"""The web server, set up in one place for the product and for what measures it."""

import gc

import uvicorn
from starlette.types import ASGIApp


def serve(app: ASGIApp, host: str, port: int) -> None:
    """Serve until the process is told to stop."""
    # What starting has made stays; collecting garbage then looks at requests only, and less often.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    uvicorn.run(
        app,
        host=host,
        port=port,
        loop="uvloop",
        http="httptools",
        access_log=False,
        # The edge believes proxies, those that are named in the settings.
        proxy_headers=False,
        log_level="warning",
        timeout_graceful_shutdown=10,
    )
