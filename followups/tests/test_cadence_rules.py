"""What counts as a touch, which are owed, and when they are best."""

from datetime import date

import pytest

from followups.choices import CadencePeriod, Touch
from followups.rules.cadence import (
    BY_TASK,
    SURVEY,
    Exemption,
    Held,
    Logged,
    Rule,
    exempted,
    period_of,
    rested_on,
    satisfied,
    targets,
)

MONTH, QUARTER, YEAR = CadencePeriod.MONTH, CadencePeriod.QUARTER, CadencePeriod.YEAR
TALKS = frozenset({"phone", "visit", "video"})


def rule(times: int = 2, **said) -> Rule:
    said = {"channels": TALKS, "period": MONTH, "touch": Touch.FOLLOW_UP, **said}
    return Rule(times=times, minutes=30, **said)


def logged(day: int, channel: str = "phone", *, whole: bool = True, number: int = 0) -> Logged:
    return Logged(date(2026, 3, day), number or day, channel, whole)


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        (MONTH, date(2028, 2, 1), date(2028, 2, 29)),
        (QUARTER, date(2028, 1, 1), date(2028, 3, 31)),
        (CadencePeriod.HALF_YEAR, date(2028, 1, 1), date(2028, 6, 30)),
        (YEAR, date(2028, 1, 1), date(2028, 12, 31)),
    ],
)
def test_a_period_is_one_of_the_calendars_own(kind, first, last):
    period = period_of(kind, date(2028, 2, 29))
    assert (period.first, period.last) == (first, last)


def test_the_last_quarter_ends_with_the_year():
    assert period_of(QUARTER, date(2026, 12, 31)).first == date(2026, 10, 1)


def test_each_follow_up_counts_once():
    assert satisfied(rule(), [logged(3)], {}) == {1: logged(3)}
    assert satisfied(rule(), [logged(9), logged(3)], {}) == {1: logged(3), 2: logged(9)}


def test_a_third_one_is_one_more_than_is_asked_for():
    assert len(satisfied(rule(), [logged(day) for day in (3, 9, 20)], {})) == 2


def test_a_call_leaves_open_the_touch_that_is_to_be_in_person():
    in_person = rule(in_person=1)
    assert satisfied(in_person, [logged(3), logged(9)], {}) == {2: logged(3)}
    visit = logged(20, "visit")
    assert satisfied(in_person, [logged(3), visit], {}) == {1: visit, 2: logged(3)}


def test_only_a_follow_up_with_all_modules_counts_where_they_are_asked_for():
    short = [logged(3, whole=False)]
    assert satisfied(rule(needs_modules=True), short, {}) == {}
    assert satisfied(rule(), short, {}) == {1: short[0]}


def test_a_channel_that_is_not_in_the_table_does_not_count():
    assert satisfied(rule(), [logged(3, "email")], {}) == {}


def test_an_answer_counts_for_the_survey_alone():
    answer = [logged(3, SURVEY)]
    assert satisfied(rule(1, touch=Touch.NPS, channels=frozenset()), answer, {})
    assert not satisfied(rule(1), answer, {})


def test_what_counted_goes_on_counting_when_an_earlier_one_is_found():
    late = logged(9)
    assert satisfied(rule(), [late, logged(3)], {1: late}) == {1: late, 2: logged(3)}


def test_what_has_gone_counts_no_more():
    assert satisfied(rule(), [logged(3)], {1: logged(9)}) == {1: logged(3)}


def of_task(day: int, task: int, channel: str = "phone") -> Logged:
    return Logged(date(2026, 3, day), day, channel, True, task)


def test_what_was_logged_for_a_task_counts_for_the_touch_that_the_task_holds():
    held = {1: Held(71, False), 2: Held(72, True)}
    assert satisfied(rule(), [of_task(3, 72)], {}, held) == {2: of_task(3, 72)}
    loose = logged(2)
    assert satisfied(rule(), [loose, of_task(3, 72)], {}, held) == {1: loose, 2: of_task(3, 72)}


def test_what_counted_for_another_touch_than_that_of_its_task_is_put_right():
    held = {1: Held(71, False), 2: Held(72, True)}
    assert satisfied(rule(), [of_task(3, 72)], {1: of_task(3, 72)}, held) == {2: of_task(3, 72)}


def test_a_touch_that_its_task_alone_has_made_leaves_the_next_visit_to_another():
    held = {1: Held(71, True), 2: Held(72, False)}
    assert satisfied(rule(), [logged(9)], {}, held) == {2: logged(9)}


def test_one_with_which_its_task_was_done_counts_for_no_other_though_it_does_not_count():
    """A call was made where a visit was owed, and the task was said to be done with it."""
    held = {1: Held(71, True), 2: Held(72, False)}
    assert satisfied(rule(in_person=1), [of_task(3, 71)], {}, held) == {}
    still_open = {1: Held(71, False), 2: Held(72, False)}
    found = satisfied(rule(in_person=1), [of_task(3, 71)], {}, still_open)
    assert found == {2: of_task(3, 71)}


def test_a_second_one_for_the_same_task_counts_like_any_other():
    held = {1: Held(71, True), 2: Held(72, False)}
    first, second = of_task(3, 71), of_task(9, 71)
    assert satisfied(rule(), [first, second], {}, held) == {1: first, 2: second}


def test_what_a_task_has_made_counts_whatever_the_touch():
    done = [Logged(date(2026, 3, 3), 0, BY_TASK, task=71)]
    assert satisfied(rule(1, channels=frozenset()), done, {}) == {1: done[0]}


def test_the_rhythm_is_kept():
    """Twice a month, last touched on the 26th of February: about the 14th and the 30th."""
    period = period_of(MONTH, date(2026, 3, 1))
    best = targets(rule(), period, [1, 2], date(2026, 2, 26), 7)
    assert best == {1: date(2026, 3, 14), 2: date(2026, 3, 29)}


def test_no_touch_leaves_its_share_of_the_period():
    period = period_of(MONTH, date(2026, 3, 1))
    long_ago = targets(rule(), period, [1, 2], date(2025, 3, 1), 7)
    assert long_ago == {1: date(2026, 3, 1), 2: date(2026, 3, 17)}
    just_now = targets(rule(), period, [1, 2], date(2026, 2, 28), 7)
    assert max(just_now.values()) <= period.last


def test_what_is_left_of_a_period_is_best_one_share_after_the_touch_that_was_made():
    period = period_of(MONTH, date(2026, 3, 1))
    assert targets(rule(), period, [2], date(2026, 3, 10), 7) == {2: date(2026, 3, 26)}


def test_customers_who_were_never_touched_are_spread_over_the_period():
    period = period_of(QUARTER, date(2026, 3, 1))
    once = rule(1, period=QUARTER)
    days = [targets(once, period, [1], None, customer)[1] for customer in range(1, 91)]
    assert all(day in period for day in days)
    assert max(map(days.count, days)) <= 2


def test_nobody_is_asked_again_before_they_have_rested():
    assert rested_on(rule(rest_days=60), date(2026, 2, 1)) == date(2026, 4, 2)
    assert rested_on(rule(), date(2026, 2, 1)) is None


def test_an_exception_holds_instead_of_the_table():
    one = Exemption(Touch.FOLLOW_UP, 1, QUARTER, is_own=True)
    [found] = exempted([rule(in_person=2)], [one])
    assert (found.times, found.period, found.in_person) == (1, QUARTER, 1)


def test_that_of_the_customer_comes_before_those_of_its_lines_and_of_these_the_most_frequent():
    yearly = Exemption(Touch.FOLLOW_UP, 1, YEAR, is_own=False)
    monthly = Exemption(Touch.FOLLOW_UP, 1, MONTH, is_own=False)
    none = Exemption(Touch.FOLLOW_UP, 0, MONTH, is_own=True)
    assert exempted([rule()], [monthly, yearly])[0].period == MONTH
    assert exempted([rule()], [none, monthly, yearly])[0].times == 0
