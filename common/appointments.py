"""Appointments as a file that phones and calendar programs subscribe to (RFC 5545)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

MAKER = "-//Evergreen//Evergreen//EN"
ASKED_EVERY = timedelta(hours=1)
# Summer times of the last century are nobody's appointments.
ZONES_FROM = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Appointment:
    """`uid` stays the same for good; `sequence` grows with every change; moments have a zone."""

    uid: str
    sequence: int
    stamp: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    text: str
    url: str


def calendar_file(name: str, appointments: Sequence[Appointment]) -> bytes:
    """The same bytes for the same appointments, so that nobody fetches them twice for nothing."""
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", ASKED_EVERY, parameters={"VALUE": "DURATION"})
    for one in appointments:
        calendar.add_component(_event(one))
    calendar.add_missing_timezones(first_date=ZONES_FROM)
    return calendar.to_ical()


def _event(one: Appointment) -> Event:
    event = Event()
    event.add("uid", one.uid)
    event.add("sequence", one.sequence)
    event.add("dtstamp", one.stamp)
    event.add("dtstart", one.starts_at)
    event.add("dtend", one.ends_at)
    event.add("summary", one.title)
    event.add("description", one.text)
    event.add("url", one.url)
    return event
