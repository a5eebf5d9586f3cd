"""A director tries another model on everybody, and publishes it."""

from decimal import Decimal
from html import unescape
from io import BytesIO

import pytest
from django.http import QueryDict
from django.utils import timezone, translation
from python_calamine import CalamineWorkbook

from accounts.models import Customer, User
from crm_site.pages.versions.card import card
from crm_site.pages.versions.forms import VersionForm
from crm_site.pages.versions.words import changes_told, polyline
from crm_site.queries.versions import effects_seen
from crm_site.tests.test_query_budgets import customers, facts, statements
from health.choices import VersionState
from health.models import HealthModelVersion, HealthScore
from health.queries.versions import version_published
from health.services.score import score
from health.tests.factories import SPEC_1_0, draft, version_1_0

TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def _english(lin: User, fang: User, analyst: User) -> None:
    User.objects.update(language="en")
    version_1_0()


@pytest.fixture
def scored(lin) -> list[Customer]:
    """Three customers, one of whom has bought next to nothing of late."""
    found = customers(lin, 3)
    for customer in found:
        facts(customer, 30)
    score(day=TODAY)
    return found


def text(response) -> str:
    return unescape(response.content.decode())


def typed(version: HealthModelVersion, **other) -> dict[str, list[str]]:
    """What a browser sends of the form as it stands, with some boxes filled in otherwise."""
    form = VersionForm(spec=version.spec, revision=version.revision)
    sent: dict[str, list[str]] = {"note": [version.note]}
    for name in form.fields:
        value = form[name].value()
        if name.startswith("curve_"):
            sent[f"{name}-raw"] = [raw for raw, _points in value] + [""]
            sent[f"{name}-points"] = [points for _raw, points in value] + [""]
        elif name.startswith("use_"):
            sent |= {name: ["on"]} if value else {}
        elif name != "note":
            sent[name] = [str(one) for one in (value if isinstance(value, list) else [value])]
    return sent | {
        name: value if isinstance(value, list) else [value] for name, value in other.items()
    }


def address(version: HealthModelVersion, page: str = "") -> str:
    return f"/health/versions/{version.pk}/{page}"


def test_the_form_holds_the_content_whole():
    version = version_published()
    form = VersionForm(_query(typed(version)), spec=version.spec)
    assert form.is_valid(), form.errors
    assert form.content == SPEC_1_0


def _query(sent: dict[str, list[str]]):
    query = QueryDict(mutable=True)
    for name, values in sent.items():
        query.setlist(name, values)
    return query


def test_what_if_shows_the_effect_and_stores_nothing(as_user, fang, scored):
    browser, version = as_user(fang), version_published()
    before = list(HealthModelVersion.objects.values())
    page = browser.post(address(version, "try/"), typed(version, level_healthy="99.9"))
    effect = page.context["effect"]
    assert effect.customers == 3
    levels = list(HealthScore.objects.values_list("score", flat=True))
    assert effect.levels["healthy"] + effect.levels["unknown"] == sum(
        one >= Decimal("99.9") for one in levels
    )
    assert "<html" not in page.text
    assert list(HealthModelVersion.objects.values()) == before


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"weight_csat": "0"}, "greater than or equal to 0.01"),
        ({"weight_csat": "a"}, "Enter a number."),
        ({"level_healthy": "60"}, "Levels go from healthy down to orange."),
        ({"curve_csat-raw": ["1", "1"], "curve_csat-points": ["1", "2"]}, "grow from row to row"),
        ({"curve_csat-raw": ["1"], "curve_csat-points": ["101"]}, "between 0 and 100"),
        ({"curve_csat-raw": ["1"], "curve_csat-points": [""]}, "“” is not a number"),
        ({"curve_csat-raw": ["1e999"], "curve_csat-points": ["1"]}, "“1e999” is not a number"),
        ({"curve_csat-raw": [""], "curve_csat-points": [""]}, "at least one point"),
        ({"curve_csat-raw": [str(n) for n in range(30)]}, "at most 20 points"),
    ],
)
def test_what_makes_no_sense_is_said_and_not_saved(as_user, fang, wrong, told):
    browser, version = as_user(fang), draft()
    if len(wrong) == 1 and "curve_csat-raw" in wrong:
        wrong = wrong | {"curve_csat-points": ["1"] * 30}
    assert told in text(browser.post(address(version, "try/"), typed(version, **wrong)))
    page = browser.post(address(version, "edit/"), typed(version, **wrong))
    assert told in text(page)
    assert "It is not saved" in text(page)
    version.refresh_from_db()
    assert (version.spec, version.revision) == (SPEC_1_0, 1)


def test_a_draft_is_saved_previewed_published_and_then_scores(as_user, fang, scored):
    browser, model = as_user(fang), version_published()
    sent = typed(model, weight_order_frequency="40", note="Buying says most.")
    page = browser.post(address(model, "edit/"), sent, follow=True)
    made = HealthModelVersion.objects.get(state=VersionState.DRAFT)
    assert (made.number, made.based_on, made.drafted_by) == ("1.1", model, fang)
    assert "Order frequency" in text(page)
    assert "40" in text(page)
    assert "Publish" not in text(page)

    page = browser.post(address(made, "preview/make/"), {"revision": 1}, follow=True)
    assert page.redirect_chain[-1][0] == address(made, "preview/")
    assert page.context["effect"].customers == 3

    refused = browser.post(address(made, "publish/"), {"revision": 1, "reason": ""})
    assert "This field is required" in text(refused)
    browser.post(address(made, "publish/"), {"revision": 1, "reason": "Agreed."})
    assert version_published() == made
    made.refresh_from_db()
    assert (made.published_by, made.reason) == (fang, "Agreed.")
    assert score(day=TODAY).model == "1.1"
    assert "scores now" in text(browser.get(address(made)))


def test_a_second_click_publishes_nothing_again(as_user, fang, scored):
    browser, made = as_user(fang), draft()
    browser.post(address(made, "preview/make/"), {"revision": 1})
    sent = {"revision": 1, "reason": "Agreed."}
    browser.post(address(made, "publish/"), sent)
    at = version_published().published_at
    page = browser.post(address(made, "publish/"), sent)
    assert "does not change any more" in text(page)
    assert version_published().published_at == at


def test_two_who_change_one_draft_are_told_and_what_was_typed_stays(as_user, fang, analyst):
    made = draft()
    mine, theirs = typed(made, note="Mine."), typed(made, note="Theirs.", weight_csat="20")
    as_user(analyst).post(address(made, "edit/"), theirs)
    page = as_user(fang).post(address(made, "edit/"), mine)
    assert "changed this draft after you opened it" in text(page)
    assert "Mine." in text(page)
    made.refresh_from_db()
    assert made.note == "Theirs."


def test_an_analyst_drafts_and_previews_and_only_a_director_publishes(as_user, analyst, fang):
    made = draft()
    as_user(analyst).post(address(made, "preview/make/"), {"revision": 1})
    assert "Publish" not in text(as_user(analyst).get(address(made)))
    assert as_user(analyst).get(address(made, "publish/")).status_code == 404
    assert "Publish" in text(as_user(fang).get(address(made)))


def test_who_moves_is_a_list_of_customers_and_a_file(as_user, fang, scored):
    browser = as_user(fang)
    made = draft(levels={"healthy": 99.99, "yellow": 99.98, "orange": 99.97})
    assert "previewed yet" in text(browser.get(address(made, "preview/")))
    page = browser.post(address(made, "preview/make/"), {"revision": 1}, follow=True)
    moved = page.context["effect"].other_level
    assert moved == 3
    page = browser.get(address(made, "movers/"))
    assert len(page.context["page"].rows) == moved
    for then, now, count in page_moves(browser, made):
        rows = browser.get(address(made, f"movers/?then={then}&now={now}")).context["page"].rows
        assert len(rows) == count
    assert browser.get(address(made, "movers/?now=healthy")).context["page"].rows == []
    book = browser.get(address(made, "movers/?export=xlsx"))
    rows = CalamineWorkbook.from_filelike(BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert len(rows) == moved + 1


def page_moves(browser, made) -> list[tuple]:
    return browser.get(address(made, "preview/")).context["moves"]


def test_a_customer_that_one_does_not_see_is_in_no_list_of_movers(
    as_user, analyst, lin, chen, scored
):
    """Were the role ever narrowed to some customers."""
    made = draft(levels={"healthy": 99.99, "yellow": 99.98, "orange": 99.97})
    as_user(analyst).post(address(made, "preview/make/"), {"revision": 1})
    assert effects_seen(made, lin).count() == 3
    assert effects_seen(made, chen).count() == 0


def test_pages_of_versions_cost_the_same_for_one_customer_and_for_twenty(as_user, fang, lin):
    browser = as_user(fang)
    made = draft(levels={"healthy": 99.99, "yellow": 99.98, "orange": 99.97})

    def needed(count: int) -> list[int]:
        for customer in customers(lin, count):
            facts(customer, 10)
        score(day=TODAY)
        browser.post(address(made, "preview/make/"), {"revision": 1})
        pages = ("", "edit/", "preview/", "movers/", "publish/")
        return [statements(browser, address(made, page)) for page in pages]

    one = needed(1)
    assert needed(20) == one
    assert max(one) <= 10


def test_a_discarded_draft_is_read_and_not_changed(as_user, fang):
    browser, made = as_user(fang), draft()
    browser.post(address(made, "discard/"), {"revision": 1})
    made.refresh_from_db()
    assert made.state == VersionState.DISCARDED
    page = browser.get(address(made))
    assert "Discarded" in text(page)
    assert "Preview on everybody" not in text(page)
    assert "Save as a new draft" in text(browser.get(address(made, "edit/")))


def test_differences_are_told_in_words():
    after = {**SPEC_1_0, "levels": {"healthy": 85, "yellow": 70, "orange": 60}}
    assert changes_told(SPEC_1_0, after) == [("Levels", "healthy", "80", "85")]
    less = {**SPEC_1_0, "indicators": SPEC_1_0["indicators"][1:]}
    told = changes_told(SPEC_1_0, less)
    assert [(one.name, one.after) for one in told] == [("weight", "–"), ("curve", "–")]
    assert told[1].before.startswith("0→0  50→30")


def test_a_curve_is_drawn_from_left_to_right_and_flat_beyond_its_ends():
    assert polyline([(0, 0), (100, 100)]) == "0.0,100.0 10.7,100.0 189.3,0.0 200.0,0.0"
    assert polyline([(5, 40)]) == "0.0,60.0 100.0,60.0 200.0,60.0"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_card_of_a_version_is_a_document_that_what_people_wrote_cannot_change(
    as_user, fang, scored, language
):
    User.objects.update(language=language)
    browser = as_user(fang)
    made = draft(levels={"healthy": 85, "yellow": 70, "orange": 60})
    note = '#panic("no") $x$ *bold* <label> 中文 @cite \\ "'
    HealthModelVersion.objects.filter(pk=made.pk).update(note=note)
    browser.post(address(made, "preview/make/"), {"revision": 1})
    answer = browser.get(address(made, "card.pdf"))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    made.refresh_from_db()
    with translation.override(language):
        told = card(made)
    assert told["facts"][0][1] == note
    assert [row["before"] + row["after"] for row in told["effect"]["rows"]] != [0] * 6
