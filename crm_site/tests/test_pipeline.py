"""The night and the five-minute job: which day they take, and that a rerun repeats nothing."""

import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from accounts.models import Customer, FactChange, User
from accounts.tests.factories import AssignmentFactory, OrderFactory
from common.models import JobRun
from crm_site import jobs, pipeline
from crm_site.pipeline import STEPS, Night, night_run
from health.models import HealthCurrent, HealthScore, LostReview, WinBack
from health.services import warnings
from health.services.score import score
from health.services.warnings import WarnRun
from health.tests.factories import LevelOverrideFactory, WinBackFactory

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 20)
NIGHT = Night(DAY, morning=DAY + timedelta(days=1))
NOTHING = WarnRun(DAY, opened=0, held=0, worsened=0, improved=0, resolved=0, open={})


@pytest.fixture
def orders(hangzhou: Customer) -> None:
    for weeks in range(60):
        day = DAY - timedelta(weeks=weeks)
        OrderFactory(customer=hangzhou, ordered_on=day, amount=Decimal(5000))


@pytest.fixture
def nights(monkeypatch: pytest.MonkeyPatch) -> list[Night]:
    """The nights that the job asked for, not taken."""
    asked: list[Night] = []
    monkeypatch.setattr(jobs, "night_run", lambda night, **_take: asked.append(night))
    return asked


def test_the_night_takes_its_steps_in_order_and_counts_them(orders):
    counts = night_run(NIGHT)
    assert [step["step"] for step in counts] == [name for name, _step in STEPS]
    assert counts[2]["scored"] == 1


def test_the_night_judges_levels_set_by_hand_that_are_over(orders, hangzhou: Customer):
    moment = timezone.make_aware(datetime.combine(DAY - timedelta(days=9), time(9)))
    override = LevelOverrideFactory(
        customer=hangzhou, set_at=moment, ends_on=DAY - timedelta(days=1)
    )
    counts = [{step["step"]: step for step in night_run(NIGHT)} for _time in range(2)]
    assert [night["plans"]["judged"] for night in counts] == [1, 0]
    override.refresh_from_db()
    assert override.verdict


MORNING_AFTER = time_machine.travel(datetime.fromisoformat("2026-11-21T01:30:05+08:00"), tick=False)


def test_an_old_night_judges_no_win_back_and_asks_for_no_review(hangzhou, lin, wei):
    OrderFactory(customer=hangzhou, ordered_on=DAY - timedelta(days=300))
    WinBackFactory(customer=hangzhou, owner=lin, opened_on=DAY - timedelta(days=180))
    Customer.objects.filter(pk=hangzhou.pk).update(churned_on=DAY - timedelta(days=2))
    counts = {step["step"]: step for step in night_run(NIGHT)}["plans"]
    assert (counts["win_backs_judged"], counts["lost_reviews"]) == (0, 0)


@MORNING_AFTER
def test_the_night_judges_win_backs_and_has_who_was_lost_reviewed(hangzhou, lin, wei):
    OrderFactory(customer=hangzhou, ordered_on=DAY - timedelta(days=300))
    winback = {"opened_on": DAY - timedelta(days=180), "usual_days": 90, "usual_order_days": 3}
    WinBackFactory(customer=hangzhou, owner=lin, **winback)
    counts = [{step["step"]: step for step in night_run(NIGHT)} for _time in range(2)]
    assert [night["plans"]["win_backs_judged"] for night in counts] == [3, 0]
    assert WinBack.objects.get().outcome == "lost"
    assert LostReview.objects.get().task.owner == wei


@MORNING_AFTER
def test_the_night_has_a_customer_reviewed_whose_relationship_has_ended(hangzhou, wei):
    Customer.objects.filter(pk=hangzhou.pk).update(churned_on=DAY - timedelta(days=2))
    counts = [{step["step"]: step for step in night_run(NIGHT)} for _time in range(2)]
    assert [night["plans"]["lost_reviews"] for night in counts] == [1, 0]


def test_a_planned_owner_takes_over_in_the_morning(hangzhou: Customer, chen: User):
    hangzhou.assignments.update(valid=DateRange(date(2020, 1, 1), NIGHT.morning))
    AssignmentFactory(customer=hangzhou, user=chen, valid=DateRange(NIGHT.morning, None))
    assert night_run(NIGHT)[0] == {"step": "owners", "changed": 1}
    hangzhou.refresh_from_db()
    assert hangzhou.owner == chen


def test_an_old_night_taken_again_leaves_todays_owner(hangzhou: Customer, lin: User):
    night_run(Night(date(2019, 6, 1), morning=NIGHT.morning))
    hangzhou.refresh_from_db()
    assert hangzhou.owner == lin


def test_the_scores_of_a_night_are_those_of_the_day_that_ended(orders, hangzhou: Customer):
    night_run(NIGHT)
    assert HealthScore.objects.filter(customer=hangzhou).values_list("day", flat=True).get() == DAY


def test_the_same_night_again_repeats_nothing(orders):
    night_run(NIGHT)
    before = list(HealthScore.objects.values()), list(HealthCurrent.objects.values())
    assert night_run(NIGHT)[0]["changed"] == 0
    assert (list(HealthScore.objects.values()), list(HealthCurrent.objects.values())) == before


@time_machine.travel(datetime.fromisoformat("2026-11-21T01:30:05+08:00"), tick=False)
def test_the_job_of_half_past_one_is_the_night_of_the_day_before(nights):
    jobs.night("2026-11-20T17:30:00+00:00")
    assert nights == [NIGHT]


@time_machine.travel(datetime.fromisoformat("2026-11-21T23:50:00+08:00"), tick=False)
def test_a_night_that_begins_late_is_still_that_of_its_day(nights):
    jobs.night("2026-11-20T17:30:00+00:00")
    assert nights == [NIGHT]


@time_machine.travel(datetime.fromisoformat("2026-11-23T09:00:00+08:00"), tick=False)
def test_missed_nights_are_made_up_for_oldest_first(nights):
    jobs.night("2026-11-20T17:30:00+00:00")
    assert [night.day for night in nights] == [DAY + timedelta(days=n) for n in range(3)]
    assert {night.morning for night in nights} == {date(2026, 11, 23)}


@time_machine.travel(datetime.fromisoformat("2026-11-21T09:00:00+08:00"), tick=False)
def test_after_a_long_absence_only_the_newest_week_is_made_up_for(nights):
    jobs.night("2026-01-01T17:30:00+00:00")
    assert [night.day for night in nights] == [DAY - timedelta(days=n) for n in range(6, -1, -1)]


NAMES = ["owners", "stages", "scores", "warnings", "playbooks", "plans", "escalations"]
HALF_PAST_ONE = "2026-11-20T17:30:00+00:00"


def steps_taken() -> dict:
    return JobRun.objects.get(name="night").counts


@time_machine.travel(datetime.fromisoformat("2026-11-21T01:30:05+08:00"), tick=False)
def test_a_night_that_broke_off_goes_on_where_it_was(orders, monkeypatch):
    """Owners and stages are done and noted; the scores were under way."""

    def killed(**_day: object) -> None:
        raise OperationalError("terminating connection")

    with monkeypatch.context() as patched:
        patched.setattr(pipeline, "score", killed)
        with pytest.raises(OperationalError):
            jobs.night(HALF_PAST_ONE)
    assert set(steps_taken()) == {f"{DAY} owners", f"{DAY} stages"}
    monkeypatch.setattr(pipeline, "owners_refresh", lambda **_day: pytest.fail("taken twice"))
    jobs.night(HALF_PAST_ONE)
    assert set(steps_taken()) == {f"{DAY} {name}" for name in NAMES}
    run = JobRun.objects.get(name="night")
    assert (run.state, run.attempts, run.error) == ("done", 2, "")
    assert HealthScore.objects.get().day == DAY


@time_machine.travel(datetime.fromisoformat("2026-11-21T01:30:05+08:00"), tick=False)
def test_a_step_that_failed_is_not_noted_with_half_of_its_work(orders, hangzhou, monkeypatch):
    def half(**_day: object) -> None:
        Customer.objects.filter(pk=hangzhou.pk).update(region="half")
        raise FileNotFoundError

    monkeypatch.setattr(pipeline, "score", half)
    with pytest.raises(FileNotFoundError):
        jobs.night(HALF_PAST_ONE)
    hangzhou.refresh_from_db()
    assert hangzhou.region != "half"


@time_machine.travel(datetime.fromisoformat("2026-11-21T01:30:05+08:00"), tick=False)
def test_a_night_delivered_twice_is_taken_once(orders, monkeypatch):
    jobs.night(HALF_PAST_ONE)
    monkeypatch.setattr(pipeline, "score", lambda **_day: pytest.fail("taken twice"))
    assert jobs.night(HALF_PAST_ONE) is None
    assert JobRun.objects.get(name="night").attempts == 1


@time_machine.travel(datetime.fromisoformat("2026-11-20T10:00:00+08:00"), tick=False)
def test_the_five_minute_job_scores_those_about_whom_something_is_new(orders, hangzhou, ningbo):
    FactChange.objects.all().delete()
    OrderFactory(customer=hangzhou, ordered_on=DAY)
    assert jobs.score_changed()["scored"] == 1
    assert HealthCurrent.objects.get().customer == hangzhou
    assert not FactChange.objects.exists()


@time_machine.travel(datetime.fromisoformat("2026-11-20T10:00:00+08:00"), tick=False)
def test_the_five_minute_job_warns_of_those_it_has_scored(orders, hangzhou, monkeypatch):
    asked = []
    monkeypatch.setattr(warnings, "warn", lambda **kwargs: asked.append(kwargs) or NOTHING)
    FactChange.objects.all().delete()
    OrderFactory(customer=hangzhou, ordered_on=DAY)
    jobs.score_changed()
    assert [(call["day"], call["customers"]) for call in asked] == [(DAY, [hangzhou.pk])]


def test_an_old_night_taken_again_leaves_warnings_alone(orders):
    night(f"--as-of={DAY}")
    steps = night(f"--as-of={DAY - timedelta(days=1)}")
    assert "lies before" in steps[3]["skipped"]


def night(*options: str) -> list[dict]:
    out = StringIO()
    call_command("night", "--json", *options, stdout=out)
    return json.loads(out.getvalue())


def test_the_command_takes_the_day_that_is_asked_for(orders):
    steps = night(f"--as-of={DAY}")
    assert [step["step"] for step in steps] == NAMES
    assert steps[2]["as_of"] == DAY.isoformat()


@time_machine.travel(datetime.fromisoformat("2026-11-21T09:00:00+08:00"), tick=False)
def test_without_a_day_the_command_takes_yesterday(orders):
    assert night()[1]["as_of"] == DAY.isoformat()


def test_the_command_prints_a_line_a_step(orders):
    out = StringIO()
    call_command("night", f"--as-of={DAY}", stdout=out)
    lines = [line.split(",")[0] for line in out.getvalue().splitlines()]
    assert lines == [f"step {name}" for name in NAMES]


def test_a_wrong_day_is_one_clear_line():
    with pytest.raises(CommandError, match="is no day"):
        call_command("night", "--as-of=2026-13-01")


@time_machine.travel(datetime.fromisoformat("2026-11-21T09:00:00+08:00"), tick=False)
def test_a_night_of_long_ago_is_taken_with_a_word_that_its_scores_will_not_stay(orders, capsys):
    assert night("--as-of=2023-11-01")[1]["as_of"] == "2023-11-01"
    assert not capsys.readouterr().err
    assert night("--as-of=2023-10-31")[1]["as_of"] == "2023-10-31"
    assert "kept from 2023-11-01 on" in capsys.readouterr().err


@time_machine.travel(datetime.fromisoformat("2026-11-21T04:30:00+08:00"), tick=False)
def test_scores_older_than_three_years_are_cleared_away(orders, hangzhou):
    for day in (date(2023, 10, 31), date(2023, 11, 1)):
        score(day=day)
    assert jobs.scores_prune() == {"months": 1, "peers": 1, "left": 0}
    assert list(HealthScore.objects.values_list("day", flat=True)) == [date(2023, 11, 1)]
    assert jobs.scores_prune() == {"months": 0, "peers": 0, "left": 0}
