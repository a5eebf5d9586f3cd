"""What a line of words comes to: in both languages, over holidays and the turn of the year.

"Today" is Wednesday 2026-09-16, ten o'clock, unless a test says otherwise. In that year 25–27
September and 1–7 October are free; 20 September, a Sunday, and 10 October, a Saturday, are worked.
"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.working_time import WorkingCalendar
from followups.choices import TaskKind
from followups.rules.when import Now, Quick, Trouble, quick_days, step_of
from followups.tests.factories import SHANGHAI, at

CALENDAR = WorkingCalendar(SHANGHAI)
WEDNESDAY = "2026-09-16T10:00"


def now(moment: str = WEDNESDAY) -> Now:
    return Now(at(moment), CALENDAR)


def due(words: str, moment: str = WEDNESDAY) -> str:
    step = step_of(words, now(moment))
    return f"{step.due_at:%Y-%m-%d %H:%M}" if step.due_at else str(step.trouble)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("今天", "2026-09-16 18:00"),
        ("明天", "2026-09-17 18:00"),
        ("明日", "2026-09-17 18:00"),
        ("后天", "2026-09-18 18:00"),
        ("大后天", "2026-09-20 18:00"),  # Saturday, and the Sunday after it is worked
        ("三天后", "2026-09-20 18:00"),
        ("过三天", "2026-09-20 18:00"),
        ("3天之后", "2026-09-20 18:00"),
        ("三天内", "2026-09-18 18:00"),  # by the Saturday, so before it
        ("两周后", "2026-09-30 18:00"),
        ("2个星期后", "2026-09-30 18:00"),
        ("半个月后", "2026-10-08 18:00"),
        ("一个月后", "2026-10-16 18:00"),
        ("三个月后", "2026-12-16 18:00"),
        ("半年后", "2027-03-16 18:00"),
        ("3个工作日后", "2026-09-20 18:00"),
        ("三个工作日内", "2026-09-20 18:00"),
        ("十个工作日后", "2026-09-30 18:00"),
        ("半小时后", "2026-09-16 10:30"),
        ("两小时后", "2026-09-16 12:00"),
        ("周三", "2026-09-23 18:00"),  # said on a Wednesday: the next one
        ("周五", "2026-09-18 18:00"),
        ("星期五", "2026-09-18 18:00"),
        ("礼拜五", "2026-09-18 18:00"),
        ("周日", "2026-09-20 18:00"),
        ("周一", "2026-09-21 18:00"),
        ("这周五", "2026-09-18 18:00"),
        ("本周五", "2026-09-18 18:00"),
        ("这个星期五", "2026-09-18 18:00"),
        ("下周三", "2026-09-23 18:00"),
        ("下个星期三", "2026-09-23 18:00"),
        ("下下周一", "2026-09-28 18:00"),
        ("下周五", "2026-09-28 18:00"),  # 25 September is a holiday
        ("周五前", "2026-09-18 18:00"),
        ("下周五之前", "2026-09-24 18:00"),
        ("周末", "2026-09-20 18:00"),
        ("本周内", "2026-09-20 18:00"),
        ("下周", "2026-09-24 18:00"),
        ("下周内", "2026-09-24 18:00"),
        ("5号", "2026-10-08 18:00"),
        ("20号", "2026-09-20 18:00"),
        ("16号", "2026-10-16 18:00"),  # today is over as a day to name by its number
        ("二十一日", "2026-09-21 18:00"),
        ("下个月5号", "2026-10-08 18:00"),
        ("下月15日", "2026-10-15 18:00"),
        ("本月二十八号", "2026-09-28 18:00"),
        ("月底", "2026-09-30 18:00"),
        ("月底前", "2026-09-30 18:00"),
        ("下月底", "2026-10-30 18:00"),  # 31 October is a Saturday
        ("月初", "2026-10-08 18:00"),
        ("下月中", "2026-10-15 18:00"),
        ("下个月", "2026-10-30 18:00"),
        ("季度末", "2026-09-30 18:00"),
        ("下季度", "2026-12-31 18:00"),
        ("年底", "2026-12-31 18:00"),
        ("今年年底", "2026-12-31 18:00"),
        ("明年底前", "2027-12-31 18:00"),
        ("今年12月25日", "2026-12-25 18:00"),
        ("12月25日", "2026-12-25 18:00"),
        ("十二月二十五号", "2026-12-25 18:00"),
        ("3月5日", "2027-03-05 18:00"),  # gone this year
        ("明年1月5日", "2027-01-05 18:00"),
        ("2027年1月5日", "2027-01-05 18:00"),
        ("2027-01-05", "2027-01-05 18:00"),
        ("12/8", "2026-12-08 18:00"),
        ("国庆后第一个工作日", "2026-10-08 18:00"),
        ("国庆后", "2026-10-08 18:00"),
        ("十一假期后", "2026-10-08 18:00"),
        ("国庆节前", "2026-09-30 18:00"),
        ("中秋后", "2026-09-28 18:00"),
        ("元旦后第一天", "2027-01-04 18:00"),
        ("五一之后", "2027-05-05 18:00"),
        ("明早9点", "2026-09-17 09:00"),
        ("明天早上", "2026-09-17 12:00"),
        ("明天上午十点半", "2026-09-17 10:30"),
        ("明天三点", "2026-09-17 15:00"),
        ("明天下午3点15分", "2026-09-17 15:15"),
        ("明天15:30", "2026-09-17 15:30"),
        ("明天中午", "2026-09-17 12:00"),
        ("明晚八点", "2026-09-17 20:00"),
        ("后天的下午两点一刻", "2026-09-18 14:15"),
        ("下周三下午", "2026-09-23 18:00"),
        ("下午三点", "2026-09-16 15:00"),
        ("下週三兩點", "2026-09-23 14:00"),
        ("兩週後", "2026-09-30 18:00"),
        ("１０月１２日", "2026-10-12 18:00"),
    ],
)
def test_it_reads_when_in_chinese(words, expected):
    assert due(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("today", "2026-09-16 18:00"),
        ("tomorrow", "2026-09-17 18:00"),
        ("the day after tomorrow", "2026-09-18 18:00"),
        ("Wednesday", "2026-09-23 18:00"),
        ("Fri", "2026-09-18 18:00"),
        ("on Sun", "2026-09-20 18:00"),
        ("this Friday", "2026-09-18 18:00"),
        ("next Wed 3pm", "2026-09-23 15:00"),
        ("next wednesday at 3", "2026-09-23 15:00"),
        ("next Friday", "2026-09-28 18:00"),
        ("by next Friday", "2026-09-24 18:00"),
        ("Thursday 10:30", "2026-09-17 10:30"),
        ("Thursday at 10.30 am", "2026-09-17 10:30"),
        ("tomorrow morning", "2026-09-17 12:00"),
        ("tomorrow in the afternoon", "2026-09-17 18:00"),
        ("tomorrow at noon", "2026-09-17 12:00"),
        ("in 3 days", "2026-09-20 18:00"),
        ("in three working days", "2026-09-20 18:00"),
        ("within 2 business days", "2026-09-18 18:00"),
        ("in two weeks", "2026-09-30 18:00"),
        ("in a couple of weeks", "2026-09-30 18:00"),
        ("in a month", "2026-10-16 18:00"),
        ("3 weeks from now", "2026-10-08 18:00"),
        ("in half an hour", "2026-09-16 10:30"),
        ("in 2 hours", "2026-09-16 12:00"),
        ("next week", "2026-09-24 18:00"),
        ("next month", "2026-10-30 18:00"),
        ("end of month", "2026-09-30 18:00"),
        ("by the end of the week", "2026-09-20 18:00"),
        ("end of next month", "2026-10-30 18:00"),
        ("end of the quarter", "2026-09-30 18:00"),
        ("year-end", "2026-12-31 18:00"),
        ("8 Dec", "2026-12-08 18:00"),
        ("Dec 8th", "2026-12-08 18:00"),
        ("March 5", "2027-03-05 18:00"),
        ("8 December 2026", "2026-12-08 18:00"),
        ("the 21st", "2026-09-21 18:00"),
        ("the 5th of next month", "2026-10-08 18:00"),
        ("after National Day", "2026-10-08 18:00"),
        ("before the Spring Festival", "2027-02-04 18:00"),
        ("first working day after the New Year holiday", "2027-01-04 18:00"),
    ],
)
def test_it_reads_when_in_english(words, expected):
    assert due(words) == expected


@pytest.mark.parametrize(
    ("words", "title", "kind"),
    [
        ("下周三下午给王总打电话", "给王总打电话", TaskKind.CONTACT),
        ("三天后发报价", "发报价", TaskKind.OTHER),
        ("月底前回访", "回访", TaskKind.CONTACT),
        ("周五上门拜访，带上方案", "上门拜访，带上方案", TaskKind.VISIT),
        ("给客户开会复盘，下下周一上午10点", "给客户开会复盘", TaskKind.MEETING),
        ("下个月5号交月报", "交月报", TaskKind.REPORT),
        ("把合同明天寄给李工", "把合同 寄给李工", TaskKind.OTHER),
        ("next Wed 3pm send the quote", "send the quote", TaskKind.OTHER),
        ("call Wang by Friday", "call Wang", TaskKind.CONTACT),
        ("visit them on 8 Dec at 3", "visit them", TaskKind.VISIT),
        ("明天", "", TaskKind.OTHER),
    ],
)
def test_the_rest_of_the_words_is_what_is_to_be_done(words, title, kind):
    step = step_of(words, now())
    assert (step.title, step.kind) == (title, kind)
    assert step.due_at


@pytest.mark.parametrize(
    ("words", "trouble"),
    [
        ("发报价", Trouble.NONE),
        ("改天再联系", Trouble.NONE),
        ("", Trouble.NONE),
        ("每周三例会", Trouble.NONE),  # again and again is no day
        ("提三点建议", Trouble.NONE),
        ("三天的培训方案", Trouble.NONE),
        ("去5号楼找王工", Trouble.NONE),
        ("2月30日", Trouble.NONE),
        ("完成率 50%", Trouble.NONE),
        ("he sat down with us", Trouble.NONE),
        ("may call", Trouble.NONE),
        ("周三或周四", Trouble.TWO),
        ("明天打电话，下周一发报价", Trouble.TWO),
        ("Thursday or Friday", Trouble.TWO),
        ("昨天", Trouble.PAST),
        ("上周三", Trouble.PAST),
        ("三天前", Trouble.PAST),
        ("本周一", Trouble.PAST),
        ("本月5号", Trouble.PAST),
        ("今天上午九点", Trouble.PAST),
        ("last Friday", Trouble.PAST),
        ("2020-01-01", Trouble.PAST),
        ("十年后", Trouble.FAR),
        ("2099-01-01", Trouble.FAR),
    ],
)
def test_what_names_no_day_that_one_could_take_is_not_guessed(words, trouble):
    step = step_of(words, now())
    assert (step.due_at, step.trouble) == (None, trouble)


@pytest.mark.parametrize(
    ("moment", "words", "expected"),
    [
        # Chinese weeks begin on Monday: said on a Sunday, next week begins tomorrow.
        ("2026-11-29T10:00", "下周三", "2026-12-02 18:00"),
        ("2026-11-30T10:00", "下周三", "2026-12-09 18:00"),
        ("2026-11-29T10:00", "周三", "2026-12-02 18:00"),
        ("2026-11-30T10:00", "周三", "2026-12-02 18:00"),
        ("2026-11-29T10:00", "这周五", "past"),
        ("2026-11-29T10:00", "今年3月5日", "past"),
        ("2026-11-29T10:00", "next Wednesday", "2026-12-02 18:00"),
        # over the turn of the year
        ("2026-12-28T10:00", "下周三", "2027-01-06 18:00"),
        ("2026-12-31T10:00", "明天", "2027-01-04 18:00"),  # New Year, and then a weekend
        ("2026-12-31T10:00", "月底", "2026-12-31 18:00"),
        ("2026-12-31T19:00", "月底", "2026-12-31 23:59"),
        ("2026-12-30T10:00", "下个月5号", "2027-01-05 18:00"),
        ("2026-12-30T10:00", "元旦后", "2027-01-04 18:00"),
        ("2026-12-30T10:00", "年后", "2027-02-11 18:00"),  # after the Spring Festival
        ("2026-12-30T10:00", "年前", "2027-02-04 18:00"),
        ("2027-01-31T10:00", "一个月后", "2027-03-01 18:00"),  # 28 February is a Sunday
        ("2026-10-30T10:00", "下月底", "2026-11-30 18:00"),
        # before a long holiday
        ("2026-09-30T17:00", "明天", "2026-10-08 18:00"),
        ("2026-09-30T17:00", "两个工作日后", "2026-10-09 18:00"),
        ("2026-10-09T10:00", "明天", "2026-10-10 18:00"),  # a Saturday that is worked
        ("2026-10-03T10:00", "国庆后", "2026-10-08 18:00"),  # said in the middle of it
        ("2026-10-09T10:00", "国庆后", "2027-10-06 18:00"),  # the one after that
        # after hours
        ("2026-09-16T20:00", "今天", "2026-09-16 23:59"),
        ("2026-09-16T23:50", "两小时后", "2026-09-17 01:50"),
    ],
)
def test_it_counts_from_the_day_on_which_it_is_said(moment, words, expected):
    assert due(words, moment) == expected


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("10月1日开会", date(2026, 10, 1)),
        ("下周五", date(2026, 9, 25)),
        ("月底", None),
        ("下周", None),  # of a whole week nobody has named the last day
        ("9月20日", None),  # a Sunday that is worked
        ("next Wed", None),
    ],
)
def test_a_day_off_is_told_with_the_day_that_it_was_moved_from(words, said):
    assert step_of(words, now()).said == said


def test_leave_is_a_day_off_like_any_other():
    away = CALENDAR.without([(date(2026, 9, 23), date(2026, 9, 24))])
    step = step_of("下周三", Now(at(WEDNESDAY), away))
    assert step.due_at == at("2026-09-28T18:00")
    assert step.said == date(2026, 9, 23)


def test_a_tap_counts_more_than_the_words_and_keeps_their_hour():
    step = step_of("周四或周五打电话", now(), quick=Quick.TOMORROW)
    assert (step.due_at, step.trouble) == (at("2026-09-17T18:00"), None)
    step = step_of("周四下午三点打电话", now(), day=date(2026, 9, 18))
    assert (step.due_at, step.title) == (at("2026-09-18T15:00"), "打电话")


def test_each_tap_leads_to_a_working_day():
    assert quick_days(now("2026-09-30T10:00")) == {
        Quick.TOMORROW: date(2026, 10, 8),
        Quick.THREE_DAYS: date(2026, 10, 10),
        Quick.NEXT_WEEK: date(2026, 10, 8),
        Quick.TWO_WEEKS: date(2026, 10, 14),
        Quick.MONTH_END: date(2026, 10, 30),  # today is the end of this one
    }


MOMENTS = st.integers(0, 4 * 365 * 24 * 60).map(
    lambda minutes: at("2024-01-01T00:00") + timedelta(minutes=minutes)
)
PIECES = st.sampled_from(
    [
        *"下周三月底前后个年35号点半明天内/",
        "工作日",
        "国庆",
        "下午",
        " next ",
        "wed",
        " in ",
        "days",
    ]
)


@given(moment=MOMENTS, words=st.lists(PIECES, max_size=8).map("".join) | st.text(max_size=30))
def test_whatever_is_said_is_due_later_on_a_working_day_or_not_at_all(moment, words):
    step = step_of(words, Now(moment, CALENDAR))
    assert (step.due_at is None) == (step.trouble is not None)
    if step.due_at:
        assert step.due_at > moment
        assert step.said is None or step.said != step.due_at.date()
