"""Lists of the API, followed to their end."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient


def items(client: FlaskClient, path: str, limit: int = 200) -> list[dict[str, Any]]:
    """Follow `next` to the end of a list."""
    found: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = client.get(f"/api/v1{path}?limit={limit}&cursor={cursor}").get_json()
        assert len(page["items"]) <= limit
        found, cursor = found + page["items"], page["next"]
    return found
