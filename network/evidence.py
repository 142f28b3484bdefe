"""What came on paper with an application, kept under random keys; sealed for an undisclosed one."""

from __future__ import annotations

from uuid import uuid4

from core import storage, uploads
from core.db import db
from core.jobs import job
from core.uploads import Uploaded
from network import sealing_files
from network.models import Application, Evidence, Level


def keep(application: Application, file: Uploaded) -> Evidence:
    """Keep a file with an application; the caller commits.

    Its name is never kept: names of files tell who sent them.
    """
    public_id = uuid4()
    sealed = application.disclosure == Level.UNDISCLOSED
    content = sealing_files.seal_file(file, record=public_id) if sealed else file.content
    one = Evidence(
        public_id=public_id,
        storage_key=f"evidence/{uuid4()}",
        kind=None if sealed else file.kind,
    )
    storage.put(one.storage_key, content)
    application.evidence.append(one)
    db.session.flush()
    return one


def of(one: Evidence) -> Uploaded | None:
    """Return a file, or None where it is sealed."""
    if one.kind is None:
        return None
    return Uploaded(uploads.Kind(one.kind), storage.get(one.storage_key))


def erase(application: Application) -> None:
    """Have an application's files erased once the caller has committed; their rows go with it."""
    for one in application.evidence:
        erase_file.later(key=one.storage_key)


@job()
def erase_file(key: str) -> None:
    """Erase a file, by its random key."""
    storage.delete(key)
