"""What staff type about the library."""

from __future__ import annotations

from typing import IO

from flask_babel import lazy_gettext as _l
from wtforms import FileField
from wtforms.validators import Optional

from core.forms import Form, Line, Lines, needed
from network.forms.fields import SecureAddress
from network.keeping_library import NewItem


class ItemForm(Form):
    """Something for the library: either a file or an address of the web."""

    title_ja = Line(validators=[needed(_l("Write the title."))], longest=150)
    title_en = Line(validators=[Optional()], longest=150)
    note = Lines(validators=[Optional()], longest=500)
    file = FileField()
    url = SecureAddress(validators=[Optional()], longest=500)

    def validate(self, extra_validators: object = None) -> bool:
        """Check every field, then that there is one of the two."""
        fits: bool = super().validate(extra_validators)
        if (self.sent is not None) == bool(self.url.data):
            self.file.errors = [_l("Choose a file, or write an address: one of the two.")]
            return False
        return fits

    @property
    def sent(self) -> IO[bytes] | None:
        """The file that was sent, as far as there is one."""
        stream: IO[bytes] | None = getattr(self.file.data, "stream", None)
        return stream if stream is not None and self.file.data.filename else None

    def value(self) -> NewItem:
        return NewItem(
            title_ja=self.title_ja.data,
            title_en=self.title_en.data or "",
            note=self.note.data or "",
        )


class LibraryButton(Form):
    """A button about the library, under a sentence that says what it does."""
