"""What of an application the committee decides by motion: that the organisation is admitted."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l

from core.db import db, today
from network import joining
from network.matters import Matter
from network.models import Application, Level
from network.registering import Decision

#: What the committee reads of a named applicant, in this order, in words that are the same for
#: every reader; how it is reached is not for it.
SHOWN = {
    "name_ja": "名称",
    "name_en": "Name",
    "legal_form": "法人格 / Legal form",
    "corporate_number": "法人番号 / Corporate number",
    "url": "ウェブサイト / Website",
    "country": "国 / Country",
    "prefecture": "都道府県 / Prefecture",
}
UNNAMED = {
    Level.ADDRESSEE: _l("An organisation that is not named in public"),
    Level.UNDISCLOSED: _l("An organisation that is not disclosed"),
}


def title(about: int) -> str:
    """Return whose admission it is; one that is not named in public is told by its random number.

    A title goes out with mails.
    """
    application = _application(about)
    level = Level(application.disclosure)
    if level in UNNAMED:
        return f"{UNNAMED[level]} {str(application.public_id)[:8]}"
    return _name(application)


def text(about: int) -> str | None:
    """Return what is decided on, line by line; None once it has been decided or withdrawn."""
    application = db.session.get(Application, about)
    if application is None or not _waits(application):
        return None
    if application.disclosure == Level.UNDISCLOSED:
        return f"非公表 / Not disclosed: {application.public_id}"
    told = [(label, getattr(application, name)) for name, label in SHOWN.items()]
    if application.disclosure == Level.ADDRESSEE:
        told.insert(0, ("公開区分 / Level", "宛先にだけ公表 / Addressee only"))
    return "\n".join(f"{label}: {value}" for label, value in told if value)


def carried(about: int) -> None:
    """Admit the organisation in the committee's name; run again, it changes nothing."""
    application = _application(about)
    if application.admitted_at is None:
        joining.admit(application, Decision(committee_on=today()))


def proposable() -> Sequence[tuple[int, str]]:
    """Return the applications that were checked and wait for the committee."""
    waiting = db.select(Application).where(
        Application.checked_at.is_not(None),
        Application.admitted_at.is_(None),
        Application.refused_at.is_(None),
        Application.withdrawn_at.is_(None),
    )
    found = db.session.scalars(waiting.order_by(Application.public_id))
    return [(one.id, _name(one) or title(one.id)) for one in found]


def _waits(application: Application) -> bool:
    return application.checked_at is not None and not (
        application.admitted_at or application.refused_at or application.withdrawn_at
    )


def _name(application: Application) -> str:
    return application.name_ja or application.name_en or ""


def _application(about: int) -> Application:
    return db.session.get_one(Application, about)


ADMITTING = Matter(
    kind="admit organisation",
    title=title,
    text=text,
    carried=carried,
    url=lambda _about: "",
    proposable=proposable,
)
