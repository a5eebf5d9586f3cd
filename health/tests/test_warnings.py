"""A warning opens with a bad score, gets worse at once and better slowly, and obliges people."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from accounts.choices import AssignmentKind, ServiceRole
from accounts.models import Customer, Notice, User
from accounts.tests.factories import AssignmentFactory, CustomerFactory, OrderFactory, person
from followups.choices import TaskKind, TaskState
from followups.models import Task
from followups.tests.factories import at
from health.choices import DutyCode, HeldState, Level, WarningAction, WarningOutcome
from health.models import (
    HealthModelVersion,
    HealthScore,
    HeldBatch,
    HeldWarning,
    StartingLevel,
    Warning,
    WarningDuty,
    WarningEvent,
)
from health.rules.version import Levels
from health.rules.warnings import is_flood, next_level
from health.services.held import Decision, held_open, held_start_from
from health.services.partitions import partition_ensure
from health.services.warning_acts import warning_acknowledge, warning_end
from health.services.warnings import BackwardsError, warn
from health.tests.factories import HealthCurrentFactory

LINES = Levels(healthy=80, yellow=70, orange=60)
FRIDAY = date(2026, 3, 6)
FRIDAY_5PM = at("2026-03-06T17:00")
DAY = timedelta(days=1)


@pytest.fixture
def published(db) -> HealthModelVersion:
    return HealthModelVersion.objects.published().first()


@pytest.fixture
def company(lin, wei, fang, qiu):
    """Lin, her lead, the director above and the COO."""
    User.objects.filter(pk=wei.pk).update(line_manager=fang)


@pytest.fixture
def scored(published):
    """`scored(hangzhou, 65.5)` stores a score of Friday; another level or day if they are given."""

    def store(customer: Customer, score: float | None, day: date = FRIDAY, level: str = "") -> None:
        if not level:
            bounds = ((80, Level.HEALTHY), (70, Level.YELLOW), (60, Level.ORANGE), (0, Level.RED))
            level = next(level for bound, level in bounds if score >= bound)
        partition_ensure(day=day)
        HealthScore.objects.create(
            customer=customer,
            day=day,
            score=None if score is None else Decimal(str(score)),
            level=level,
            coverage=1,
            version=published,
            raw=[],
            states="",
        )

    return store


def warn_on(day: date = FRIDAY, hours: int = 0, customers=None):
    moment = FRIDAY_5PM + (day - FRIDAY) + timedelta(hours=hours)
    return warn(day=day, at=moment, customers=customers)


def scores(*values: float) -> list[Decimal]:
    return [Decimal(str(value)) for value in values]


# --- the rules --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("current", "newest_first", "expected"),
    [
        (Level.YELLOW, (69.9,), Level.ORANGE),  # worse at once
        (Level.YELLOW, (40,), Level.RED),
        (Level.RED, (61,), Level.RED),  # above the line, but not clearly
        (Level.RED, (62,), Level.ORANGE),
        (Level.RED, (61, 60, 60), Level.ORANGE),  # three in a row
        (Level.RED, (61, 59, 61), Level.RED),
        (Level.RED, (75,), Level.YELLOW),
        (Level.RED, (70.5,), Level.ORANGE),  # yellow only in part
        (Level.ORANGE, (82,), Level.HEALTHY),
        (Level.YELLOW, (81.9,), Level.YELLOW),
        (Level.YELLOW, (80, 80, 80), Level.HEALTHY),
        (Level.YELLOW, (75,), Level.YELLOW),
    ],
)
def test_worse_counts_at_once_and_better_when_it_is_clear_or_lasts(current, newest_first, expected):
    assert next_level(current, scores(*newest_first), LINES) == expected


@pytest.mark.parametrize(
    ("opening", "scored_count", "flood"),
    [(25, 10, False), (26, 10, True), (30, 1_000, False), (31, 1_000, True)],
)
def test_more_than_25_and_3_percent_is_a_flood(opening, scored_count, flood):
    assert is_flood(opening, scored_count) is flood


# --- opening and duties -----------------------------------------------------------------------


def test_yellow_on_friday_at_five_wants_a_plan_by_tuesday_at_five(scored, hangzhou, company, lin):
    scored(hangzhou, 75)
    assert warn_on().opened == 1
    [duty] = WarningDuty.objects.all()
    assert (duty.code, duty.task.owner, duty.task.kind) == (DutyCode.PLAN, lin, TaskKind.PLAN)
    assert duty.task.due_at == at("2026-03-10T17:00")
    assert duty.task.is_promised


def test_orange_calls_the_owner_and_the_director(scored, hangzhou, company, lin, fang):
    scored(hangzhou, 65)
    warn_on()
    duties = {duty.code: duty.task for duty in WarningDuty.objects.all()}
    assert {code: task.owner for code, task in duties.items()} == {
        DutyCode.START: lin,
        DutyCode.EFFORT: fang,
    }
    assert duties[DutyCode.START].due_at == at("2026-03-09T17:00")
    assert Notice.objects.filter(recipient=fang).count() == 1


def test_red_on_friday_at_five_wants_the_sponsors_visit_by_monday_at_five(
    scored, hangzhou, company, lin, qiu
):
    sponsor = person("gao", "高翔", "executive")
    AssignmentFactory(
        customer=hangzhou,
        user=sponsor,
        kind=AssignmentKind.CO_OWNER,
        role=ServiceRole.EXECUTIVE_SPONSOR,
    )
    scored(hangzhou, 50)
    warn_on()
    duties = {duty.code: duty.task for duty in WarningDuty.objects.all()}
    assert duties[DutyCode.INTERVENE].due_at == at("2026-03-07T17:00")
    assert duties[DutyCode.SENIOR_VISIT].due_at == at("2026-03-09T17:00")
    assert duties[DutyCode.SENIOR_VISIT].owner == sponsor
    assert "杭州" in str(Notice.objects.get(recipient=qiu))
    assert "杭州" in str(Notice.objects.get(recipient=sponsor))


def test_only_strategic_and_key_customers_get_a_senior_visit(scored, company, lin):
    customer = CustomerFactory(tier="general", owner=lin)
    scored(customer, 50)
    warn_on()
    assert [duty.code for duty in WarningDuty.objects.all()] == [DutyCode.INTERVENE]


def test_the_coo_gets_one_digest_a_day_that_grows(scored, hangzhou, company, qiu, lin):
    scored(hangzhou, 50)
    warn_on()
    Notice.objects.filter(recipient=qiu).update(read_at=FRIDAY_5PM)
    ningbo = CustomerFactory(name="宁波港务", owner=lin)
    scored(ningbo, 40)
    warn_on(hours=1, customers=[ningbo.pk])
    notice = Notice.objects.get(recipient=qiu)
    assert (notice.params["count"], notice.read_at) == (2, None)


def test_a_customer_without_an_owner_is_worked_for_by_whom_the_setting_names(
    scored, company, chen, settings
):
    settings.UNASSIGNED_OWNER = chen.username
    scored(CustomerFactory(tier="general"), 75)
    warn_on()
    assert Task.objects.get().owner == chen


def test_duties_that_nobody_was_there_for_are_opened_later(scored, published):
    scored(CustomerFactory(tier="general"), 75)
    warn_on()
    assert not Task.objects.exists()
    person("fang", "方敏", "director")
    warn_on(hours=1)
    assert Task.objects.count() == 1


# --- the life of a warning --------------------------------------------------------------------


def test_who_was_looked_at_after_midnight_gets_better_by_the_day_that_ended(
    scored, hangzhou, company
):
    scored(hangzhou, 65)
    warn_on()
    scored(hangzhou, 90, FRIDAY + DAY)
    HealthCurrentFactory(customer=hangzhou, day=FRIDAY + 2 * DAY, score=91, level=Level.HEALTHY)
    assert warn_on(FRIDAY + DAY).resolved == 1


def test_but_not_when_the_day_after_is_worse_again(scored, hangzhou, company):
    scored(hangzhou, 65)
    warn_on()
    scored(hangzhou, 90, FRIDAY + DAY)
    HealthCurrentFactory(customer=hangzhou, day=FRIDAY + 2 * DAY, score=66, level=Level.ORANGE)
    assert warn_on(FRIDAY + DAY).resolved == 0


def test_a_second_run_of_the_day_changes_nothing(scored, hangzhou, company):
    scored(hangzhou, 65)
    warn_on()
    again = warn_on()
    assert (again.opened, again.worsened, again.improved, again.resolved) == (0, 0, 0, 0)
    assert (Task.objects.count(), WarningEvent.objects.count()) == (2, 1)


def test_it_gets_worse_at_once_with_the_duties_of_that_level(scored, hangzhou, company):
    scored(hangzhou, 75)
    warn_on()
    scored(hangzhou, 55, FRIDAY + DAY)
    assert warn_on(FRIDAY + DAY).worsened == 1
    [warning] = Warning.objects.all()
    assert (warning.level, warning.worst_level, warning.opened_on) == ("red", "red", FRIDAY)
    codes = {duty.code for duty in warning.duties.all()}
    assert codes == {DutyCode.PLAN, DutyCode.INTERVENE, DutyCode.SENIOR_VISIT}


def test_better_calls_off_what_was_due_for_worse(scored, hangzhou, company):
    scored(hangzhou, 55)
    warn_on()
    scored(hangzhou, 75, FRIDAY + DAY)
    assert warn_on(FRIDAY + DAY).improved == 1
    states = {duty.code: duty.task.state for duty in WarningDuty.objects.all()}
    assert states == {
        DutyCode.INTERVENE: TaskState.CANCELLED,
        DutyCode.SENIOR_VISIT: TaskState.CANCELLED,
        DutyCode.PLAN: TaskState.OPEN,
    }


def test_a_day_that_is_not_over_makes_nothing_better(scored, hangzhou, company):
    scored(hangzhou, 55)
    warn_on()
    scored(hangzhou, 75, FRIDAY + DAY)
    assert warn_on(FRIDAY + DAY, customers=[hangzhou.pk]).improved == 0
    assert warn_on(FRIDAY + DAY).improved == 1


def test_the_coo_hears_in_the_morning_of_what_turned_red_in_the_night(
    scored, hangzhou, company, qiu
):
    scored(hangzhou, 65)
    warn_on()
    scored(hangzhou, 50, FRIDAY + DAY)
    warn(day=FRIDAY + DAY, at=at("2026-03-08T01:30"))
    assert Notice.objects.get(recipient=qiu).params["count"] == 1


def test_who_sleeps_gets_no_warning(scored, hangzhou, company):
    OrderFactory(customer=hangzhou, ordered_on=FRIDAY - 400 * DAY)
    scored(hangzhou, 50)
    assert warn_on().opened == 0


def test_the_duty_of_somebody_who_left_goes_to_the_lead(scored, hangzhou, company, lin, wei):
    User.objects.filter(pk=lin.pk).update(is_active=False)
    scored(hangzhou, 75)
    warn_on()
    assert Task.objects.get().owner == wei


def test_who_decides_is_told_that_something_is_held(flood, fang):
    warn_on()
    assert "30" in str(Notice.objects.get(recipient=fang))


def test_a_csm_does_not_end_what_obliges_a_director(scored, hangzhou, company, lin, wei):
    scored(hangzhou, 65)
    warn_on()
    warning, ending = Warning.objects.get(), {"outcome": WarningOutcome.LOST, "reason": "已签他家"}
    with pytest.raises(ValidationError) as refused:
        warning_end(warning=warning, by=lin, at=FRIDAY_5PM, **ending)
    assert refused.value.code == "manager"
    assert not warning_end(warning=warning, by=wei, at=FRIDAY_5PM, **ending).is_open


def test_worse_again_makes_new_duties(scored, hangzhou, company):
    for days, score in enumerate((55, 75, 55)):
        scored(hangzhou, score, FRIDAY + days * DAY)
        warn_on(FRIDAY + days * DAY)
    visits = Task.objects.filter(kind=TaskKind.SENIOR_VISIT)
    assert {task.state for task in visits} == {TaskState.CANCELLED, TaskState.OPEN}
    assert Warning.objects.count() == 1


def test_a_recovered_customer_has_no_warning_and_nothing_to_do(scored, hangzhou, company):
    scored(hangzhou, 75)
    warn_on()
    scored(hangzhou, 82, FRIDAY + DAY)
    assert warn_on(FRIDAY + DAY).resolved == 1
    assert Warning.objects.get().outcome == WarningOutcome.RECOVERED
    assert Task.objects.get().state == TaskState.CANCELLED


def test_unknown_opens_nothing_and_ends_nothing(scored, hangzhou, company):
    scored(hangzhou, 75)
    warn_on()
    scored(hangzhou, 90, FRIDAY + DAY, level=Level.UNKNOWN)
    scored(CustomerFactory(), 85, FRIDAY + DAY, level=Level.UNKNOWN)
    run = warn_on(FRIDAY + DAY)
    assert (run.opened, run.resolved, run.open["yellow"]) == (0, 0, 1)


def test_who_is_not_scored_any_more_has_no_warning(scored, hangzhou, company):
    scored(hangzhou, 75)
    warn_on()
    scored(hangzhou, None, FRIDAY + DAY, level=Level.UNSCORED)
    warn_on(FRIDAY + DAY)
    assert Warning.objects.get().outcome == WarningOutcome.WITHDRAWN


def test_an_archived_customer_has_no_warning(scored, hangzhou, company):
    scored(hangzhou, 75)
    warn_on()
    Customer.objects.filter(pk=hangzhou.pk).update(archived_at=FRIDAY_5PM)
    assert warn_on(FRIDAY + DAY).resolved == 1


def test_it_never_goes_backwards(scored, hangzhou, company):
    warn_on(FRIDAY)
    with pytest.raises(BackwardsError):
        warn_on(FRIDAY - DAY)
    with pytest.raises(CommandError, match="lies before 2026-03-06"):
        call_command("warn", "--as-of", "2026-03-05")


def test_a_night_leaves_alone_whom_the_new_day_has_scored_already(scored, hangzhou, company):
    """Just after midnight the five-minute job is a day ahead of the night."""
    scored(hangzhou, 55, FRIDAY)
    scored(hangzhou, 75, FRIDAY + DAY)
    HealthCurrentFactory(customer=hangzhou, day=FRIDAY + DAY, level=Level.YELLOW)
    warn_on(FRIDAY + DAY, customers=[hangzhou.pk])
    assert warn_on(FRIDAY).worsened == 0
    assert Warning.objects.get().level == Level.YELLOW


# --- a flood ----------------------------------------------------------------------------------


@pytest.fixture
def flood(scored, company, lin):
    """Thirty customers in trouble at once: twenty general ones, ten strategic."""
    customers = [
        *CustomerFactory.create_batch(20, tier="general", owner=lin),
        *CustomerFactory.create_batch(10, tier="strategic", owner=lin),
    ]
    for customer in customers:
        scored(customer, 65)
    return customers


def decision(by: User, tiers=None, reason="首次导入") -> Decision:
    return Decision(by=by, reason=reason, at=FRIDAY_5PM, tiers=tiers)


def test_a_flood_is_held_and_opens_nothing(flood):
    run = warn_on()
    assert (run.opened, run.held) == (0, 30)
    assert not Task.objects.exists()


def test_the_next_night_opens_only_what_is_new(flood, scored, hangzhou):
    warn_on()
    scored(hangzhou, 65, FRIDAY + DAY)
    for customer in flood:
        scored(customer, 65, FRIDAY + DAY)
    run = warn_on(FRIDAY + DAY)
    assert (run.opened, run.held) == (1, 30)
    assert Warning.objects.get().customer == hangzhou


def test_held_warnings_are_opened_by_tier_and_the_rest_taken_as_the_start(flood, fang, scored):
    warn_on()
    batch = HeldBatch.objects.get()
    assert held_open(batch=batch, decision=decision(fang, tiers=["strategic"])) == 10
    assert Warning.objects.count() == 10
    assert held_start_from(batch=batch, decision=decision(fang)) == 20
    batch.refresh_from_db()
    assert batch.state == HeldState.DECIDED
    for customer in flood:
        scored(customer, 65, FRIDAY + DAY)
    assert warn_on(FRIDAY + DAY).opened == 0


def test_from_the_starting_position_a_warning_opens_when_it_gets_worse(flood, fang, scored):
    warn_on()
    held_start_from(batch=HeldBatch.objects.get(), decision=decision(fang))
    scored(flood[0], 55, FRIDAY + DAY)
    assert warn_on(FRIDAY + DAY).opened == 1
    assert Warning.objects.get().level == Level.RED


def test_who_recovers_leaves_the_starting_position(flood, fang, scored):
    warn_on()
    held_start_from(batch=HeldBatch.objects.get(), decision=decision(fang))
    for days, score in ((1, 85), (2, 75)):
        scored(flood[0], score, FRIDAY + days * DAY)
        run = warn_on(FRIDAY + days * DAY)
    assert run.opened == 1
    assert StartingLevel.objects.count() == 29


def test_who_recovers_while_held_needs_no_decision(flood, scored):
    warn_on()
    for customer in flood:
        scored(customer, 90, FRIDAY + DAY)
    assert warn_on(FRIDAY + DAY).held == 0
    assert HeldBatch.objects.get().state == HeldState.DECIDED


def test_of_two_who_decide_at_once_the_second_is_told(flood, fang, analyst):
    warn_on()
    batch = HeldBatch.objects.get()
    held_open(batch=batch, decision=decision(fang))
    with pytest.raises(ValidationError) as refused:
        held_start_from(batch=batch, decision=decision(analyst))
    assert refused.value.code == "decided"


def test_a_decision_has_a_reason(flood, fang):
    warn_on()
    with pytest.raises(ValidationError) as refused:
        held_open(batch=HeldBatch.objects.get(), decision=decision(fang, reason=" "))
    assert refused.value.code == "reason"
    assert HeldWarning.objects.count() == 30


# --- people -----------------------------------------------------------------------------------


def test_the_first_who_sees_it_is_noted(scored, hangzhou, company, lin, wei):
    scored(hangzhou, 75)
    warn_on()
    warning = Warning.objects.get()
    warning_acknowledge(warning=warning, by=lin, at=FRIDAY_5PM)
    assert warning_acknowledge(warning=warning, by=wei, at=FRIDAY_5PM).acknowledged_by == lin
    assert warning.events.filter(action=WarningAction.ACKNOWLEDGED).count() == 1


def test_a_false_alarm_does_not_come_back_the_next_night(scored, hangzhou, company, lin):
    scored(hangzhou, 75)
    warn_on()
    warning_end(
        warning=Warning.objects.get(),
        outcome=WarningOutcome.FALSE_ALARM,
        reason="数据迟到",
        by=lin,
        at=FRIDAY_5PM,
    )
    assert Task.objects.get().state == TaskState.CANCELLED
    scored(hangzhou, 75, FRIDAY + DAY)
    assert warn_on(FRIDAY + DAY).opened == 0


@pytest.mark.parametrize(
    ("outcome", "reason"), [(WarningOutcome.RECOVERED, "好了"), (WarningOutcome.LOST, "")]
)
def test_people_do_not_say_that_a_score_is_good_nor_end_without_a_reason(
    scored, hangzhou, company, lin, outcome, reason
):
    scored(hangzhou, 75)
    warn_on()
    with pytest.raises(ValidationError):
        warning_end(
            warning=Warning.objects.get(), outcome=outcome, reason=reason, by=lin, at=FRIDAY_5PM
        )
    assert Warning.objects.get().is_open
