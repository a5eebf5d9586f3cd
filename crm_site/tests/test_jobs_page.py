"""The job page: what every job came to, "run now", and what is parked."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django_q.models import OrmQ

from accounts.models import User
from accounts.tests.factories import person
from common.jobs import BROKE_OFF, NO_DATABASE
from common.models import Heartbeat, JobRun
from crm_site import jobs
from crm_site.queries.jobs import RUNS_SHOWN, job_figures
from crm_site.schedules import TIMETABLE, schedules_sync
from crm_site.templatetags.job_words import counts_told, duration

pytestmark = pytest.mark.django_db


PAGE = "/admin/jobs/"
MOST_STATEMENTS = 12


@pytest.fixture
def administrator(db) -> User:
    return person("admin", "管理员", "administrator", is_staff=True)


@pytest.fixture(autouse=True)
def _timetable(db) -> None:
    schedules_sync()


def made(name: str = "night", state: str = "done", minutes: int = 0, **fields) -> JobRun:
    at = timezone.now() - timedelta(minutes=minutes)
    key = f"{JobRun.objects.count()}"
    values = {"planned_at": at, "started_at": at, "finished_at": at + timedelta(seconds=2)}
    return JobRun.objects.create(name=name, key=key, state=state, **(values | fields))


def beats(seconds_ago: float = 1) -> None:
    Heartbeat.objects.create(name="here", beat_at=timezone.now() - timedelta(seconds=seconds_ago))


def page(browser) -> str:
    User.objects.update(language="en")
    answer = browser.get(PAGE)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.text)


@pytest.mark.parametrize(
    ("who", "status", "runs"),
    [
        ("fang", 200, True),
        ("analyst", 200, True),
        ("administrator", 200, False),
        ("wei", 404, False),
        ("lin", 404, False),
    ],
)
def test_who_sees_the_page_and_who_may_run_a_job(as_user, request, who, status, runs):
    browser = as_user(request.getfixturevalue(who))
    answer = browser.get(PAGE)
    assert answer.status_code == status
    assert (f'action="{PAGE}night/run/"' in answer.text) == runs
    browser.post(f"{PAGE}night/run/")
    assert OrmQ.objects.count() == int(runs)


def test_every_job_of_the_timetable_says_what_it_did(as_user, analyst):
    made(minutes=9, counts={"2026-11-20 owners": {"changed": 3}, "2026-11-20 scores": {}})
    made("score changed", "failed", error=NO_DATABASE, attempts=2)
    text = page(as_user(analyst))
    for told in ("owners: changed 3", "scores: nothing to do", NO_DATABASE, "begun 2 times"):
        assert told in text
    assert text.count("Has not run yet.") == len(TIMETABLE) - 2


def test_a_double_click_queues_a_job_once(as_user, fang):
    browser = as_user(fang)
    for _click in range(2):
        answer = browser.post(f"{PAGE}score-changed/run/", follow=True)
        assert answer.redirect_chain == [(PAGE, 302)]
    [queued] = OrmQ.objects.all()
    jobs.score_changed(**queued.kwargs())
    assert JobRun.objects.get().state == "done"


def test_a_job_that_is_none_is_not_found(as_user, fang):
    browser = as_user(fang)
    assert browser.post(f"{PAGE}nonsense/run/").status_code == 404
    assert browser.post(f"{PAGE}runs/999/release/").status_code == 404


def test_a_parked_job_is_shown_and_released_once(as_user, fang):
    parked = made(state="parked", error=BROKE_OFF, attempts=3)
    browser = as_user(fang)
    assert BROKE_OFF in page(browser)
    for _click in range(2):
        browser.post(f"{PAGE}runs/{parked.pk}/release/")
    [queued] = OrmQ.objects.all()
    assert queued.kwargs()["key"] == parked.key
    assert "Run again" not in page(browser)


def test_a_parked_job_that_is_not_of_the_timetable_is_shown_by_its_name(as_user, fang):
    made("gone", "parked", error=BROKE_OFF)
    text = page(as_user(fang))
    assert "<h3>gone</h3>" in text
    assert "Run again" not in text


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(5, "The worker is at work."), (999, "The worker shows no pulse"), (None, "No worker has")],
)
def test_the_pulse_of_the_worker_is_told(as_user, fang, seconds, told):
    if seconds is not None:
        beats(seconds)
    assert told in page(as_user(fang))


def test_a_worker_seen_at_work_needs_no_pulse(as_user, fang):
    beats(999)
    Heartbeat.objects.update(busy_at=timezone.now())
    assert "The worker is at work." in page(as_user(fang))


def test_the_page_costs_the_same_for_many_runs(as_user, fang):
    browser = as_user(fang)

    def statements() -> int:
        page(browser)
        with CaptureQueriesContext(connection) as queries:
            page(browser)
        return len(queries)

    made("night", "parked")
    few = statements()
    for number in range(20):
        made("night", "done", minutes=number)
        made("score changed", "parked", minutes=number)
    assert statements() == few
    assert few <= MOST_STATEMENTS


def test_a_few_runs_of_each_job_are_shown_newest_first(as_user, fang):
    runs = [made(minutes=number) for number in range(RUNS_SHOWN + 2)]
    lines = as_user(fang).get(PAGE).context["jobs"].lines
    shown = next(line.runs for line in lines if line.entry.name == "night")
    assert shown == runs[:1:-1]


# --- the first page ------------------------------------------------------------------------------


def figures() -> tuple[int, bool]:
    found = job_figures(timezone.now())
    return found.in_vain, found.is_silent


def test_the_first_page_counts_jobs_that_went_wrong_the_last_time():
    beats()
    assert figures() == (0, False)
    made("night", "failed")
    made("score changed", "failed")
    made("score changed", "done")
    made("uploads tidy", "running")
    assert figures() == (1, False)


def test_a_parked_job_counts_until_somebody_releases_it():
    beats(999)
    made("night", "parked", minutes=60 * 24 * 30)
    made("night", "done")
    assert figures() == (1, True)


@pytest.mark.parametrize(("state", "told"), [("done", "All well"), ("failed", "1 job failed")])
def test_the_first_page_leads_to_the_jobs(as_user, fang, state, told):
    beats()
    made("night", state)
    User.objects.update(language="en")
    answer = as_user(fang).get("/admin/")
    line = re.search(rf'<a class="figure-link" href="{PAGE}">(.*?)</a>', answer.text, re.DOTALL)
    assert told in line[1]


# --- words ----------------------------------------------------------------------------------


def test_counts_are_told_in_the_language_of_the_reader():
    counts = {"scored": 1200, "unscored": 0, "seconds": 1.5, "levels": {"red": 3}, "new_thing": 2}
    with translation.override("en"):
        assert counts_told(counts) == ["scored 1,200, new thing 2"]
        assert counts_told({"seconds": 0.1}) == ["nothing to do"]
        night = {f"2026-11-2{day} {step}": {} for day in (1, 0) for step in ("scores", "owners")}
        assert [told.split(":")[0] for told in counts_told(night)] == [
            *("20 Nov 2026 · owners", "20 Nov 2026 · scores"),
            *("21 Nov 2026 · owners", "21 Nov 2026 · scores"),
        ]
        assert (duration(1.24), duration(90), duration(None)) == ("1.2 s", "1.5 min", "")


def test_the_worker_is_given_twice_its_patience():
    beats(settings.WORKER_PATIENCE * 2 - 5)
    assert not job_figures(timezone.now()).is_silent
