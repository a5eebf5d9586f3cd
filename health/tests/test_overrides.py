"""A level set by hand: what it changes, what it holds back, and what came of it."""

from datetime import date, timedelta
from decimal import Decimal
from threading import Event

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

import health.services.score
from accounts.choices import AssignmentKind
from accounts.models import FactChange
from accounts.tests.at_once import outcomes_at_once
from accounts.tests.factories import AssignmentFactory, person
from common.tests.sessions import in_thread
from followups.models import Task
from followups.tests.factories import at
from health.choices import ATTENTION, DutyCode, Level, OverrideVerdict
from health.models import (
    HealthCurrent,
    HealthScore,
    HeldBatch,
    HeldWarning,
    LevelOverride,
    StartingLevel,
    Warning,
    WarningDuty,
)
from health.rules.overrides import verdict_of
from health.services.held import Decision, held_open
from health.services.overrides import Wanted, override_end, override_set, overrides_judge
from health.services.score import score, scoring_waits
from health.services.warnings import changed_follow, warn
from health.tests.books import bought, store
from health.tests.factories import (
    HealthCurrentFactory,
    HeldWarningFactory,
    LevelOverrideFactory,
    version_1_0,
)
from health.tests.test_warnings import (
    DAY,
    FRIDAY,
    FRIDAY_5PM,
    company,
    published,
    scored,
    warn_on,
)

__all__ = ["company", "published", "scored"]  # fixtures

MONTH = FRIDAY + 30 * DAY


def wanted(level: Level = Level.HEALTHY, ends_on: date = MONTH, reason: str = "搬迁停产") -> Wanted:
    return Wanted(level, ends_on, reason)


@pytest.fixture
def current(hangzhou) -> HealthCurrent:
    """Hangzhou is orange, 64.2."""
    return HealthCurrentFactory(
        customer=hangzhou, day=FRIDAY, score=Decimal("64.20"), level=Level.ORANGE
    )


@pytest.fixture
def decide(hangzhou, fang, current):
    """Fang sets Hangzhou's level on Friday at five: healthy for thirty days, if nothing is said."""

    def decide(by=fang, moment=FRIDAY_5PM, **said) -> LevelOverride:
        return override_set(customer=hangzhou, wanted=wanted(**said), by=by, at=moment)

    return decide


def shown(customer) -> tuple[str, int, str, date | None]:
    row = HealthCurrent.objects.get(customer=customer)
    return row.level, row.attention, row.computed_level, row.decided_until


def code_of(refused) -> str:
    return refused.value.code


# --- setting and taking back ------------------------------------------------------------------


def test_it_is_shown_at_once_beside_what_the_score_says(decide, hangzhou):
    decide()
    assert shown(hangzhou) == (Level.HEALTHY, ATTENTION[Level.HEALTHY], Level.ORANGE, MONTH)
    row = LevelOverride.objects.get()
    assert (row.computed_level, row.computed_score) == (Level.ORANGE, Decimal("64.20"))


def test_what_lists_show_is_the_score_again_when_it_is_taken_back(decide, hangzhou, fang):
    override = decide()
    override_end(override=override, reason="看错了", by=fang, at=FRIDAY_5PM)
    assert shown(hangzhou) == (Level.ORANGE, ATTENTION[Level.ORANGE], "", None)
    assert FactChange.objects.filter(customer_id=hangzhou.pk).exists()


def test_whoever_looks_after_the_customer_does_not_set_its_level(decide, hangzhou, lin, chen):
    AssignmentFactory(customer=hangzhou, user=chen, kind=AssignmentKind.CO_OWNER)
    for keeper in (lin, chen):
        with pytest.raises(ValidationError) as refused:
            decide(by=keeper)
        assert code_of(refused) == "own"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"reason": "  "}, "reason"),
        ({"level": Level.UNKNOWN}, "level"),
        ({"level": Level.ORANGE}, "same"),
        ({"ends_on": FRIDAY - DAY}, "ends_on"),
        ({"ends_on": FRIDAY + 91 * DAY}, "ends_on"),
    ],
)
def test_it_needs_a_reason_another_level_and_at_most_ninety_days(decide, said, code):
    with pytest.raises(ValidationError) as refused:
        decide(**said)
    assert code_of(refused) == code
    assert not LevelOverride.objects.exists()


def test_it_may_hold_for_one_day_or_for_ninety(decide, fang):
    override_end(override=decide(ends_on=FRIDAY), reason="x", by=fang, at=FRIDAY_5PM)
    assert decide(ends_on=FRIDAY + 90 * DAY).ends_on == FRIDAY + 90 * DAY


def test_a_customer_without_a_score_has_no_level_to_set(decide, hangzhou):
    HealthCurrent.objects.update(score=None, level=Level.UNSCORED)
    with pytest.raises(ValidationError) as refused:
        decide()
    assert code_of(refused) == "unscored"


def test_sending_it_twice_sets_it_once(decide):
    assert decide() == decide(moment=FRIDAY_5PM + timedelta(seconds=1))
    assert LevelOverride.objects.count() == 1


def test_another_person_is_told_who_was_first(decide):
    decide()
    with pytest.raises(ValidationError) as refused:
        decide(by=person("second", "第二人", "director"), level=Level.RED)
    assert code_of(refused) == "taken"
    assert LevelOverride.objects.get().level == Level.HEALTHY


def test_taking_back_twice_does_nothing_and_somebody_elses_is_told(decide, fang, qiu):
    override = decide()
    first = override_end(override=override, reason="看错了", by=fang, at=FRIDAY_5PM)
    later = FRIDAY_5PM + timedelta(minutes=1)
    again = override_end(override=override, reason="看错了", by=fang, at=later)
    assert again.ended_at == first.ended_at
    with pytest.raises(ValidationError) as refused:
        override_end(override=override, reason="也看错了", by=qiu, at=later)
    assert code_of(refused) == "ended"


def test_whoever_looks_after_the_customer_does_not_take_it_back_either(decide, lin) -> None:
    override = decide(level=Level.RED)
    with pytest.raises(ValidationError) as refused:
        override_end(override=override, reason="Mine.", by=lin, at=FRIDAY_5PM)
    assert code_of(refused) == "own"


def test_what_is_over_cannot_be_taken_back(decide, fang):
    override = decide(ends_on=FRIDAY)
    with pytest.raises(ValidationError) as refused:
        override_end(override=override, reason="看错了", by=fang, at=FRIDAY_5PM + DAY)
    assert code_of(refused) == "ended"


def test_the_database_knows_one_at_a_time(hangzhou):
    first = LevelOverrideFactory(customer=hangzhou)
    with pytest.raises(IntegrityError), transaction.atomic():
        LevelOverrideFactory(customer=hangzhou)
    next_day = first.ends_on + DAY
    LevelOverrideFactory(customer=hangzhou, starts_on=next_day, ends_on=next_day)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_at_once_the_second_is_told(decide, hangzhou, fang):
    other = person("second", "第二人", "director")
    attempts = [decide, lambda: decide(by=other, level=Level.RED)]
    assert outcomes_at_once(attempts) == ["done", "taken"]
    [row] = LevelOverride.objects.all()
    assert shown(hangzhou)[0] == row.level


# --- the scorer -------------------------------------------------------------------------------


@pytest.fixture
def stopped(db):
    """Bought every thirty days for three years, and then no more: red."""
    version_1_0()
    [customer] = store([bought(*(FRIDAY - days * DAY for days in range(125, 1000, 30)))])
    return customer


@pytest.fixture
def decided(stopped) -> LevelOverride:
    return LevelOverrideFactory(customer=stopped, set_at=FRIDAY_5PM, ends_on=FRIDAY + 2 * DAY)


@time_machine.travel(FRIDAY_5PM)
def test_a_run_shows_the_decided_level_and_stores_the_computed_one(decided, stopped):
    run = score(day=FRIDAY)
    assert run.levels["red"] == 1
    assert HealthScore.objects.get().level == Level.RED
    assert shown(stopped) == (Level.HEALTHY, 1, Level.RED, FRIDAY + 2 * DAY)


@time_machine.travel(FRIDAY_5PM)
def test_a_second_run_leaves_a_decided_row_as_it_is(decided):
    score(day=FRIDAY)
    before = HealthCurrent.objects.values().get()
    score(day=FRIDAY, customers=[decided.customer_id])
    assert HealthCurrent.objects.values().get() == before


def test_the_night_after_the_last_day_shows_the_score_again(decided, stopped):
    last = decided.ends_on
    with time_machine.travel(at(f"{last}T01:00")):
        score(day=last - DAY)
        assert shown(stopped)[0] == Level.HEALTHY
    with time_machine.travel(at(f"{last + DAY}T01:00")):
        score(day=last)
        assert shown(stopped) == (Level.RED, ATTENTION[Level.RED], "", None)


@time_machine.travel(FRIDAY_5PM)
def test_who_has_no_score_any_more_is_shown_without_one(decided, stopped):
    type(stopped).objects.filter(pk=stopped.pk).update(churned_on=FRIDAY)
    score(day=FRIDAY)
    assert shown(stopped) == (Level.UNSCORED, 0, "", None)


# --- warnings ---------------------------------------------------------------------------------


def test_no_warning_opens_while_it_stands_and_the_next_run_opens_it(decide, scored, hangzhou):
    decide(ends_on=FRIDAY)
    scored(hangzhou, 64.2)
    assert warn_on(hours=1).opened == 0
    assert not Task.objects.exists()
    scored(hangzhou, 64.2, FRIDAY + DAY)
    assert warn_on(FRIDAY + DAY).opened == 1
    assert Warning.objects.get().level == Level.ORANGE


def test_it_holds_for_the_night_of_the_day_that_has_just_ended(decide, scored, hangzhou) -> None:
    """Set at half past midnight; the night of Friday is taken an hour later."""
    scored(hangzhou, 64.2)
    decide(moment=at("2026-03-07 00:30"))
    assert warn(day=FRIDAY, at=at("2026-03-07 01:30")).opened == 0


def test_the_night_of_its_last_day_opens_what_the_score_demands(decide, scored, hangzhou) -> None:
    """Lists show the score again from that night on."""
    decide(ends_on=FRIDAY)
    scored(hangzhou, 64.2)
    assert warn(day=FRIDAY, at=at("2026-03-06 23:00")).opened == 0
    assert warn(day=FRIDAY, at=at("2026-03-07 01:30")).opened == 1


@pytest.mark.django_db(transaction=True)
def test_who_comes_while_everybody_is_scored_is_told_to_try_again(decide, monkeypatch) -> None:
    monkeypatch.setattr(health.services.score, "PATIENCE_S", 1)
    scoring, may_end = Event(), Event()

    def scorer() -> None:
        with transaction.atomic():
            scoring_waits()
            scoring.set()
            may_end.wait(timeout=10)

    with in_thread(scorer):
        assert scoring.wait(timeout=10)
        with pytest.raises(ValidationError) as refused:
            decide()
        may_end.set()
    assert refused.value.code == "busy"
    assert decide().level == Level.HEALTHY


def test_others_warn_as_before(decide, scored, ningbo, hangzhou):
    decide()
    scored(hangzhou, 64.2)
    scored(ningbo, 64.2)
    warn_on(hours=1)
    assert Warning.objects.get().customer == ningbo


def test_an_open_warning_stays_and_gets_no_worse(decide, scored, hangzhou, company):
    scored(hangzhou, 65)
    warn_on()
    tasks = Task.objects.count()
    decide()
    scored(hangzhou, 40, FRIDAY + DAY)
    assert warn_on(FRIDAY + DAY).worsened == 0
    warning = Warning.objects.get()
    assert (warning.level, warning.score, warning.is_open) == (Level.ORANGE, 40, True)
    assert Task.objects.count() == tasks


def test_it_gets_worse_in_the_run_after_it_was_taken_back(decide, scored, hangzhou, company, fang):
    scored(hangzhou, 65)
    warn_on()
    override = decide()
    scored(hangzhou, 40, FRIDAY + DAY)
    warn_on(FRIDAY + DAY)
    override_end(override=override, reason="不是这样", by=fang, at=FRIDAY_5PM + DAY)
    assert warn_on(FRIDAY + DAY, hours=1).worsened == 1
    assert WarningDuty.objects.filter(code=DutyCode.INTERVENE).exists()


def test_what_got_better_meanwhile_asks_for_its_duties_when_it_is_over(
    decide, scored, hangzhou, company
):
    scored(hangzhou, 40)
    warn_on()
    decide(ends_on=FRIDAY + DAY, level=Level.HEALTHY)
    scored(hangzhou, 65, FRIDAY + DAY)
    assert warn_on(FRIDAY + DAY).improved == 1
    better = WarningDuty.objects.filter(code__in=[DutyCode.START, DutyCode.EFFORT])
    assert not better.exists()
    for days in (2, 3):
        scored(hangzhou, 65, FRIDAY + days * DAY)
        warn_on(FRIDAY + days * DAY)
        assert better.count() == 2


def test_a_warning_that_nobody_was_there_for_asks_for_nothing_meanwhile(decide, scored, hangzhou):
    scored(hangzhou, 65)
    warn_on()
    WarningDuty.objects.all().delete()
    Task.objects.all().delete()
    decide()
    warn_on(hours=1)
    assert not WarningDuty.objects.exists()


def test_what_is_held_back_does_not_wait_for_a_decision_about_a_flood(decide, hangzhou, qiu):
    batch = HeldWarningFactory(customer=hangzhou).batch
    other = HeldWarningFactory(batch=batch)
    decide()
    assert HeldWarning.objects.get() == other
    held_open(batch=batch, decision=Decision(by=qiu, reason="好", at=FRIDAY_5PM))
    assert Warning.objects.get().customer == other.customer


def test_a_held_batch_of_it_alone_is_closed(decide, hangzhou):
    HeldWarningFactory(customer=hangzhou)
    decide()
    assert HeldBatch.objects.get().state == "decided"


def test_a_starting_level_is_kept_for_when_it_is_over(decide, scored, hangzhou):
    StartingLevel.objects.create(customer=hangzhou, level=Level.ORANGE, set_on=FRIDAY)
    decide(ends_on=FRIDAY)
    scored(hangzhou, 40)
    warn_on(hours=1)
    assert StartingLevel.objects.exists()
    scored(hangzhou, 40, FRIDAY + DAY)
    assert warn_on(FRIDAY + DAY).opened == 1


def test_five_minutes_after_it_is_taken_back_the_warning_is_there(
    decided, stopped, rules_off, fang
):
    with time_machine.travel(FRIDAY_5PM):
        score(day=FRIDAY)
        assert changed_follow(day=FRIDAY, at=FRIDAY_5PM)[1].opened == 0
        override_end(override=decided, reason="不是这样", by=fang, at=FRIDAY_5PM)
        assert changed_follow(day=FRIDAY, at=FRIDAY_5PM)[1].opened == 1


# --- judged afterwards ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decided_level", "computed", "seen", "verdict"),
    [
        (Level.HEALTHY, Level.ORANGE, [Level.ORANGE, Level.HEALTHY], OverrideVerdict.BORNE_OUT),
        (Level.HEALTHY, Level.ORANGE, [Level.ORANGE, Level.YELLOW], OverrideVerdict.NOT_BORNE_OUT),
        (Level.YELLOW, Level.RED, [Level.HEALTHY], OverrideVerdict.BORNE_OUT),
        (Level.ORANGE, Level.HEALTHY, [Level.HEALTHY, Level.RED], OverrideVerdict.BORNE_OUT),
        (Level.RED, Level.HEALTHY, [Level.ORANGE], OverrideVerdict.NOT_BORNE_OUT),
        (Level.RED, Level.UNKNOWN, [Level.UNKNOWN, Level.RED], OverrideVerdict.BORNE_OUT),
        (Level.HEALTHY, Level.UNKNOWN, [Level.HEALTHY], OverrideVerdict.BORNE_OUT),
        (Level.HEALTHY, Level.ORANGE, [Level.UNKNOWN], OverrideVerdict.NO_SCORE),
        (Level.HEALTHY, Level.ORANGE, [Level.UNSCORED], OverrideVerdict.NO_SCORE),
        (Level.HEALTHY, Level.ORANGE, [], OverrideVerdict.NO_SCORE),
    ],
)
def test_it_is_borne_out_when_the_score_goes_as_far(decided_level, computed, seen, verdict):
    assert verdict_of(decided_level, computed, seen) == verdict


def test_it_is_judged_with_the_day_after_the_last_one_and_only_once(scored, hangzhou):
    override = LevelOverrideFactory(customer=hangzhou, set_at=FRIDAY_5PM, ends_on=FRIDAY + DAY)
    for days, points in ((-1, 90), (0, 64), (1, 64), (2, 85), (3, 40)):
        scored(hangzhou, points, FRIDAY + days * DAY)
    assert overrides_judge(day=FRIDAY + DAY) == 0
    assert overrides_judge(day=FRIDAY + 2 * DAY) == 1
    override.refresh_from_db()
    assert override.verdict == OverrideVerdict.BORNE_OUT
    assert overrides_judge(day=FRIDAY + 3 * DAY) == 0


def test_days_outside_of_it_do_not_count(scored, hangzhou):
    override = LevelOverrideFactory(customer=hangzhou, set_at=FRIDAY_5PM, ends_on=FRIDAY)
    for days, points in ((-1, 90), (0, 64), (1, 64), (2, 90)):
        scored(hangzhou, points, FRIDAY + days * DAY)
    overrides_judge(day=FRIDAY + 2 * DAY)
    override.refresh_from_db()
    assert override.verdict == OverrideVerdict.NOT_BORNE_OUT


def test_one_that_was_taken_back_is_judged_by_the_days_on_which_it_stood(
    decide, scored, hangzhou, fang
):
    override = decide()
    scored(hangzhou, 64, FRIDAY)
    scored(hangzhou, 64, FRIDAY + DAY)
    scored(hangzhou, 90, FRIDAY + 2 * DAY)
    override_end(override=override, reason="看错了", by=fang, at=FRIDAY_5PM)
    assert overrides_judge(day=FRIDAY) == 0
    assert overrides_judge(day=FRIDAY + DAY) == 1
    override.refresh_from_db()
    assert override.verdict == OverrideVerdict.NOT_BORNE_OUT


def test_its_changes_are_kept(decide, fang):
    override = decide()
    override_end(override=override, reason="看错了", by=fang, at=FRIDAY_5PM)
    history = LevelOverride.pgh_event_model.objects.filter(pgh_obj=override).order_by("pgh_id")
    assert list(history.values_list("end_reason", flat=True)) == ["", "看错了"]
