"""The database: one session, one base class, named constraints, moments in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

from flask import current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, MetaData, delete, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

from core.japanese import TOKYO

#: A point in time with its zone; stored and compared in UTC.
Moment = Annotated[datetime, "moment"]

NAMES = {
    "ix": "%(table_name)s_by_%(column_0_N_name)s",
    "uq": "%(table_name)s_%(column_0_N_name)s_is_unique",
    "ck": "%(constraint_name)s",
    "fk": "%(table_name)s_%(column_0_name)s_exists",
    "pk": "%(table_name)s_key",
}


class Base(DeclarativeBase):
    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={Moment: DateTime(timezone=True)},
    )


class Database(SQLAlchemy):
    """Flask-SQLAlchemy's own, with the types of `select` and `delete`, which are Any there."""

    def __init__(self) -> None:
        super().__init__(model_class=Base)
        self.select = select
        self.delete = delete


db = Database()

if TYPE_CHECKING:

    class Model(Base):
        """What our models derive from; at run time it is Flask-SQLAlchemy's own."""

        __abstract__ = True
else:
    Model = db.Model


def now() -> datetime:
    """This moment, for what is shown. What is decided uses the database's clock instead."""
    return datetime.now(UTC)


def today() -> date:
    """The network's day, which is Tokyo's: roles begin and end with it."""
    return datetime.now(TOKYO).date()


def backups_until() -> date:
    """Return the day on which the last backup that was made until now is gone."""
    return today() + timedelta(days=current_app.config["SETTINGS"].backup_days)


__all__ = ["Mapped", "Model", "Moment", "backups_until", "db", "mapped_column", "now", "today"]
