"""What an operator watches of the network: that undisclosed names can be taken."""

from __future__ import annotations

from flask import current_app

from core.doctor import Check, Finding, ok, warning
from network import keeping_keys


def custodians() -> Finding:
    """Look whether there are custodians enough."""
    number, needed = len(keeping_keys.proved()), current_app.config["CUSTODIAN_MINIMUM"]
    if number < needed:
        return warning(
            f"{number} of the {needed} needed have proved a key: undisclosed is not offered",
            "flask keys create NAME --out FILE, then flask keys prove NAME",
        )
    return ok(f"{number}; undisclosed signatures can be taken")


CHECKS = (Check("custodians", custodians, reads_tables=True),)
