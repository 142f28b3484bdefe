"""The demonstration's statement, in the shape that `flask statements load` reads."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from core import japanese
from core.db import now

DATA = Path(__file__).parent / "statement.json"


def statement() -> dict[str, Any]:
    """Return the statement with closing times counted from today, each at 18:00 in Tokyo."""
    given: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    evening = japanese.in_tokyo(now()).replace(hour=18, minute=0, second=0, microsecond=0)
    given["rounds"] = [
        {"closes_at": (evening + timedelta(days=days)).isoformat()}
        for days in given.pop("closes_in_days")
    ]
    return given
