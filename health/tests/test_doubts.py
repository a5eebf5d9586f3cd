"""Somebody says that a score is wrong, and is answered."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Notice, User
from accounts.tests.at_once import outcomes_at_once
from followups.tests.factories import at
from health.choices import DoubtAnswer, Level
from health.models import HealthScore, ScoreDoubt
from health.queries.doubts import doubt_counts
from health.services.doubts import Answered, Said, doubt_answer, doubt_raise
from health.tests.factories import ScoreDoubtFactory
from health.tests.test_warnings import DAY, FRIDAY, published, scored

__all__ = ["published", "scored"]  # fixtures

NOW = at("2026-03-09T10:00")
RIGHT = Answered(DoubtAnswer.SCORE_IS_RIGHT, "订单确实少了一半")


@pytest.fixture
def say(hangzhou, lin, scored):
    """Lin says that Hangzhou's score of Friday is wrong, because of the amount."""
    scored(hangzhou, 64.2)

    def say(by=lin, day=FRIDAY, moment=NOW, **said) -> ScoreDoubt:
        said = Said(**{"reason": "订单在旧系统里", "indicator": "order_amount", **said})
        return doubt_raise(customer=hangzhou, day=day, said=said, by=by, at=moment)

    return say


def told(person: User) -> list[str]:
    return [str(notice) for notice in Notice.objects.filter(recipient=person).order_by("pk")]


def test_it_keeps_the_score_and_the_version_that_are_held_wrong(say, published):
    doubt = say()
    assert (doubt.score, doubt.level, doubt.version) == (
        Decimal("64.20"),
        Level.ORANGE,
        published,
    )


def test_whoever_answers_is_told_and_nobody_else(say, fang, analyst, wei, lin):
    say()
    for person in (fang, analyst):
        [notice] = told(person)
        assert "林晓" in notice
        assert "订单在旧系统里" in notice
    assert not told(wei)
    assert not told(lin)


def test_whoever_answers_is_not_told_of_what_they_say_themselves(say, analyst, fang):
    say(by=analyst)
    assert not told(analyst)
    assert told(fang)


def test_saying_it_again_puts_it_better_and_rings_no_second_time(say, fang):
    first, again = say(), say(reason="两张订单没有导入", indicator="")
    assert first == again
    assert (again.reason, again.indicator) == ("两张订单没有导入", "")
    assert ScoreDoubt.objects.count() == len(told(fang)) == 1


def test_a_rebuilt_score_is_the_one_that_is_looked_at_now(say):
    say()
    HealthScore.objects.update(score=Decimal("50.00"), level=Level.RED)
    assert say(reason="还是不对").score == Decimal("50.00")


def test_another_person_and_another_day_are_doubts_of_their_own(say, scored, hangzhou, wei):
    scored(hangzhou, 64.2, FRIDAY + DAY)
    assert len({say().pk, say(by=wei).pk, say(day=FRIDAY + DAY).pk}) == 3


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"reason": " "}, "reason"),
        ({"indicator": "no_such"}, "indicator"),
        ({"day": FRIDAY - DAY}, "unscored"),
    ],
)
def test_it_is_about_a_score_that_there_is_and_has_a_reason(say, said, code):
    with pytest.raises(ValidationError) as refused:
        say(**said)
    assert refused.value.code == code
    assert not ScoreDoubt.objects.exists()


def test_whoever_said_it_is_told_the_answer_once(say, fang, lin):
    doubt = say()
    for _time in range(2):
        doubt_answer(doubt=doubt, answered=RIGHT, by=fang, at=NOW)
    [notice] = told(lin)
    assert "订单确实少了一半" in notice
    assert Notice.objects.get(recipient=lin).url.endswith(f"/why/?day={FRIDAY}")


def test_nobody_is_told_their_own_answer(say, analyst):
    doubt_answer(doubt=say(by=analyst), answered=RIGHT, by=analyst, at=NOW)
    assert not told(analyst)


def test_an_answer_needs_words(say, fang):
    with pytest.raises(ValidationError) as refused:
        doubt_answer(doubt=say(), answered=Answered(DoubtAnswer.DATA_MENDED, " "), by=fang, at=NOW)
    assert refused.value.code == "text"


def test_what_is_answered_is_not_said_otherwise_afterwards(say, fang):
    doubt_answer(doubt=say(), answered=RIGHT, by=fang, at=NOW)
    assert say().reason == "订单在旧系统里"  # the very same is no mistake
    with pytest.raises(ValidationError) as refused:
        say(reason="还是不对")
    assert refused.value.code == "answered"


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_the_second_is_told(say, fang, analyst, lin):
    doubt = say()
    mended = Answered(DoubtAnswer.DATA_MENDED, "已补导入")

    def answers(person: User, answered: Answered):
        shown = ScoreDoubt.objects.get(pk=doubt.pk)  # each has looked at it while it was open
        return lambda: doubt_answer(doubt=shown, answered=answered, by=person, at=NOW)

    attempts = [answers(fang, RIGHT), answers(analyst, mended)]
    assert outcomes_at_once(attempts) == ["answered", "done"]
    assert len(told(lin)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_button_pressed_twice_at_once_says_it_once(say):
    later = NOW + timedelta(seconds=1)
    assert outcomes_at_once([say, lambda: say(moment=later)]) == ["done", "done"]
    assert ScoreDoubt.objects.count() == 1


def test_it_is_counted_by_indicator_and_version(published, fang):
    answered = {"answered_at": NOW, "answered_by": fang, "answer_text": "好"}
    ScoreDoubtFactory()
    ScoreDoubtFactory(answer=DoubtAnswer.DATA_MENDED, **answered)
    ScoreDoubtFactory(answer=DoubtAnswer.SCORE_IS_RIGHT, **answered)
    ScoreDoubtFactory(indicator="")
    first, second = doubt_counts(ScoreDoubt.objects.all())
    assert (first.number, first.indicator, first.said) == ("1.0", "order_amount", 3)
    assert (first.unanswered, first.data_mended, first.score_is_right) == (1, 1, 1)
    assert (first.model_will_change, second.indicator, second.said) == (0, "", 1)
