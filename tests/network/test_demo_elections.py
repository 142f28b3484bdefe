"""The demonstration's election is one in which there is something to do."""

from __future__ import annotations

from flask import Flask

from core.db import db
from network import demo, electing


def test_the_demonstration_has_an_election_that_is_open_for_nominations(app: Flask) -> None:
    demo.load()
    db.session.commit()

    [election] = electing.elections()
    assert len(election.standing) == 2
    assert len(election.candidates) == 3
    assert electing.database_time() < election.nominations_until
