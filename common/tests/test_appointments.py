"""A calendar file, read again by whoever reads such files."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar

from common.appointments import Appointment, calendar_file

ZONE = ZoneInfo("Asia/Shanghai")
DUE = datetime(2026, 11, 27, 18, 0, tzinfo=ZONE)
LONG = "与杭州科技有限公司讨论二零二七年度框架协议续签、价格保护条款与技术支持范围的安排"
AWKWARD = "带样品; 约王总, 路径 C:\\temp\n第二行"


def file(**changes) -> bytes:
    values = {
        "uid": "task-7@evergreen.example",
        "sequence": 3,
        "stamp": DUE - timedelta(days=3),
        "starts_at": DUE - timedelta(minutes=45),
        "ends_at": DUE,
        "title": "回访",
        "text": "",
        "url": "https://evergreen.example/tasks/7/",
    }
    return calendar_file("常青", [Appointment(**values | changes)])


def event(body: bytes):
    [found] = Calendar.from_ical(body).walk("VEVENT")
    return found


def test_whoever_reads_it_gets_the_moments_in_their_zone():
    found = event(file())
    assert found.decoded("dtstart") == DUE - timedelta(minutes=45)
    assert found.decoded("dtend").utcoffset() == timedelta(hours=8)
    assert found["dtend"].params["TZID"] == "Asia/Shanghai"


def test_the_zone_is_told_along_and_has_no_summer_time():
    [zone] = Calendar.from_ical(file()).walk("VTIMEZONE")
    assert zone["tzid"] == "Asia/Shanghai"
    offsets = {one.decoded("tzoffsetto") for one in zone.walk("STANDARD")}
    assert offsets == {timedelta(hours=8)}
    assert zone.walk("DAYLIGHT") == []


def test_commas_semicolons_backslashes_and_new_lines_come_back_as_they_were():
    body = file(title=AWKWARD, text=AWKWARD)
    assert (str(event(body)["summary"]), str(event(body)["description"])) == (AWKWARD, AWKWARD)


def test_lines_are_folded_at_75_octets_and_no_character_is_torn():
    body = file(title=LONG)
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    for line in body.split(b"\r\n"):
        line.decode()
    assert str(event(body)["summary"]) == LONG


def test_what_is_the_same_is_the_same_to_the_byte():
    assert file() == file()
    assert file() != file(sequence=4)


def test_it_says_since_when_it_is_so_in_utc():
    assert event(file()).decoded("dtstamp").astimezone(UTC) == DUE - timedelta(days=3)
    assert b"DTSTAMP:20261124T100000Z" in file()


def test_no_appointments_are_a_calendar_too():
    assert Calendar.from_ical(calendar_file("常青", [])).walk("VEVENT") == []
