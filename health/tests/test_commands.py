import json
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Customer
from health.choices import UnscoredReason
from health.models import HealthModelVersion, HealthScore
from health.tests.books import bought, store
from health.tests.reference import Book, Row

D = date(2026, 11, 20)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("model")]


def ago(days: int) -> date:
    return D - timedelta(days)


@pytest.fixture
def customers() -> list[Customer]:
    return store(
        [
            bought(*(ago(back) for back in range(5, 900, 30))),
            bought(*(ago(back) for back in range(125, 900, 30))),
            Book([Row(ago(3), Decimal(-5))]),
        ]
    )


def run(*arguments: Any) -> str:
    out = StringIO()
    call_command(*map(str, arguments), stdout=out)
    return out.getvalue()


def run_json(*arguments: Any) -> dict[str, Any]:
    return json.loads(run(*arguments, "--json"), parse_float=Decimal)


def test_score_counts_what_it_did(customers: list[Customer]) -> None:
    counts = run_json("score", "--as-of", D)
    assert counts.pop("seconds") > 0
    assert counts == {
        "as_of": "2026-11-20",
        "model": "1.0",
        "scored": 2,
        "unscored": 1,
        "low_confidence": 2,
        "levels": {"healthy": 0, "yellow": 0, "orange": 0, "red": 1, "unknown": 1},
    }
    assert "scored 2" in run("score", "--as-of", D)


def test_score_takes_today_when_no_day_is_named(customers: list[Customer]) -> None:
    assert run_json("score")["as_of"] == timezone.localdate().isoformat()


def test_score_can_be_run_for_some_customers(customers: list[Customer]) -> None:
    names = [customers[0].code, f"id:{customers[1].pk}"]
    assert run_json("score", "--as-of", D, "--customer", names[0], "--customer", names[1])[
        "scored"
    ] == len(names)
    assert HealthScore.objects.count() == len(names)


def test_score_changed_scores_whoever_has_new_facts_once(customers: list[Customer]) -> None:
    counts = run_json("score", "--changed")
    assert (counts["scored"], counts["unscored"]) == (2, 1)
    assert run_json("score", "--changed")["scored"] == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("score", "--customer", "nobody"),
        ("score", "--as-of", "2026-13-01"),
        ("score", "--changed", "--as-of", "2020-01-01"),
        ("score", "--changed", "--customer", "nobody"),
        ("explain", "nobody"),
        ("explain", "nobody", "--as-of", "yesterday"),
    ],
)
def test_a_bad_word_on_the_command_line_is_answered_in_one_line(arguments) -> None:
    with pytest.raises(CommandError) as error:
        run(*arguments)
    assert "\n" not in str(error.value)


def test_a_day_of_long_ago_is_scored_with_a_word_that_it_will_not_stay(customers) -> None:
    out, notes = StringIO(), StringIO()
    call_command("score", "--as-of", "2022-01-31", "--json", stdout=out, stderr=notes)
    assert json.loads(out.getvalue())["as_of"] == "2022-01-31"
    assert notes.getvalue().startswith("scores of 2022-01-31 are cleared away tomorrow morning")
    assert HealthScore.objects.filter(day=date(2022, 1, 31)).exists()


def test_a_day_that_stays_is_scored_without_a_word(customers) -> None:
    notes = StringIO()
    call_command("score", "--as-of", D, stdout=StringIO(), stderr=notes)
    assert notes.getvalue() == ""


def test_scoring_without_a_published_version_says_so() -> None:
    HealthModelVersion.objects.update(state="draft")
    with pytest.raises(CommandError, match="no version"):
        run("score")


def test_explain_prints_the_shape_that_scripts_depend_on(customers: list[Customer]) -> None:
    run("score", "--as-of", D)
    why = run_json("explain", customers[1].code, "--as-of", D)
    assert list(why) == [
        "customer",
        "as_of",
        "model",
        "score",
        "level",
        "coverage",
        "adjustment",
        "adjustments",
        "indicators",
        "warnings",
    ]
    assert (why["customer"], why["as_of"], why["level"]) == (
        customers[1].code,
        "2026-11-20",
        "red",
    )
    first = why["indicators"][6]
    assert list(first) == [
        "code",
        "dimension",
        "status",
        "raw",
        "unit",
        "points",
        "weight",
        "contribution",
        "rows",
        "window",
    ]
    assert (first["code"], first["dimension"], first["status"]) == (
        "order_frequency",
        "purchasing",
        "measured",
    )
    assert first["window"] == ["2026-08-23", "2026-11-20"]
    given = [part["contribution"] for part in why["indicators"] if part["contribution"] is not None]
    assert sum(given) + why["adjustment"] == why["score"]
    assert sum(why["adjustments"].values()) == why["adjustment"] != 0


def test_explain_has_nulls_where_nothing_is_scored(customers: list[Customer]) -> None:
    run("score", "--as-of", D)
    why = run_json("explain", customers[2].code, "--as-of", D)
    assert (why["score"], why["level"], why["coverage"], why["adjustment"]) == (
        None,
        "unscored",
        None,
        None,
    )
    assert (why["adjustments"], why["warnings"]) == ({}, [])
    assert {part["contribution"] for part in why["indicators"]} == {None}
    text = run("explain", customers[2].code, "--as-of", D)
    assert str(UnscoredReason.CREDIT_NOTES_ONLY.label) in text


def test_explain_says_it_to_a_person_too(customers: list[Customer]) -> None:
    run("score", "--as-of", D)
    text = run("explain", customers[1].code, "--as-of", D)
    assert f"{HealthScore.objects.get(customer=customers[1]).score} (red)" in text
    assert "order_amount" in text
    assert "weak_spot" in text


def test_explaining_a_day_without_a_score_tells_what_to_do(customers: list[Customer]) -> None:
    with pytest.raises(CommandError, match=r"score --as-of 2026-11-19"):
        run("explain", customers[0].code, "--as-of", ago(1))


def test_a_day_that_has_not_come_is_not_scored(customers: list[Customer]) -> None:
    with pytest.raises(CommandError, match="has not come yet"):
        run("score", "--as-of", "2099-01-01")
