"""What an organisation's page in the register shows of its signatures."""

from __future__ import annotations

from flask import url_for
from flask_babel import lazy_gettext as _l

from core import japanese
from network.models import Organisation
from network.registering import Act
from petitions import recognising
from petitions.models import Disclosure

#: How far a name goes that goes anywhere.
LEVELS = {Disclosure.PUBLIC: _l("public"), Disclosure.ADDRESSEE: _l("to the addressee only")}


def acts(one: Organisation) -> list[Act]:
    """Return what an organisation signed by name, for its page in the register."""
    return [
        Act(
            title=signature.statement.version.title,
            how=LEVELS[Disclosure(signature.disclosure)] if signature.disclosure else "",
            on=japanese.in_tokyo(signature.confirmed_at).date(),
            url=url_for("petitions_staff.statement", slug=signature.statement.slug),
        )
        for signature in recognising.signatures_of(one)
    ]
