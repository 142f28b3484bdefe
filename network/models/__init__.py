"""Who the network is: its organisations, people and roles, addressees, custodians of keys."""

from __future__ import annotations

from network.models.keys import Custodian
from network.models.letters import Letter, Topic
from network.models.library import LibraryItem, LibraryLink
from network.models.meetings import AgendaItem, Attendance, Meeting, MeetingMinutes, Presence
from network.models.offices import Holder, Office
from network.models.organisations import Organisation
from network.models.people import Person, Role, SignIn, Term

__all__ = [
    "AgendaItem",
    "Attendance",
    "Custodian",
    "Holder",
    "Letter",
    "LibraryItem",
    "LibraryLink",
    "Meeting",
    "MeetingMinutes",
    "Office",
    "Organisation",
    "Person",
    "Presence",
    "Role",
    "SignIn",
    "Term",
    "Topic",
]
