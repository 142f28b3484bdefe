"""Fields that several forms of the network have."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import TimeField, ValidationError

from core.forms import Line


class Hour(TimeField):  # type: ignore[misc]  # WTForms has no type information
    """A time of day, as a browser's time field sends it; full-width digits are read, too."""

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = (valuelist or [""])[0].strip()
        self.raw_data, self.data = [typed], None
        if typed:
            try:
                self.data = datetime.strptime(  # noqa: DTZ007  (a time alone has no zone)
                    unicodedata.normalize("NFKC", typed), "%H:%M"
                ).time()
            except ValueError:
                raise ValueError(_l("Write the time as hour:minute: 18:30.")) from None


class SecureAddress(Line):
    """An address of the web that begins with https://."""

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        typed: str = self.data or ""
        if typed and not (typed.startswith("https://") and typed.isascii() and " " not in typed):
            raise ValidationError(_l("Write the whole address, as it begins: https://…"))
