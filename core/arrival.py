"""When the present request came: a deadline is held against that, not against when it was read."""

from __future__ import annotations

import time
from datetime import timedelta

from flask import g, has_request_context


def age() -> timedelta:
    """Return how long ago the request's head came, its body unread; nothing outside of a request.

    Whoever sends a form over a slow line has sent it when it began.
    """
    begun = g.get("started") if has_request_context() else None
    return timedelta(seconds=time.perf_counter() - begun) if begun is not None else timedelta()
