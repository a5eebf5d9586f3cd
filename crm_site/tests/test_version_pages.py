"""A director tries another model on everybody, and publishes it."""

from decimal import Decimal
from html import unescape
from io import BytesIO
from uuid import uuid4

import pytest
from django.http import QueryDict
from django.utils import timezone, translation
from python_calamine import CalamineWorkbook

from accounts.clearance import Veil
from accounts.models import AccessLog, Customer, User
from crm_site.pages.versions.card import card
from crm_site.pages.versions.forms import VersionForm
from crm_site.pages.versions.words import changes_told, polyline
from crm_site.queries.versions import effects_seen, movers
from crm_site.tests.test_query_budgets import customers, facts, statements
from health.choices import VersionState
from health.models import HealthModelVersion, HealthScore
from health.queries.effect import effect_of
from health.queries.versions import version_published
from health.services.score import score
from health.tests.factories import SPEC_1_0, draft, published, version_1_0

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
    form = VersionForm(spec=version.spec)
    keeps = "change" if version.is_open else "new"
    sent: dict[str, list[str]] = {
        "note": [version.note],
        "revision": [str(version.revision)],
        "token": [str(uuid4())],
        "keeps": [keeps],
    }
    for name in form.fields:
        value = form[name].value()
        if name.startswith("curve_"):
            sent[f"{name}-raw"] = [raw for raw, _points in value] + [""]
            sent[f"{name}-points"] = [points for _raw, points in value] + [""]
        elif name.startswith("use_"):
            sent |= {name: ["on"]} if value else {}
        elif name not in sent:
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
    [line] = set(HealthScore.objects.values_list("score", flat=True))
    assert 70 < line < 99
    for healthy, well in ((line, 3), (line + Decimal("0.01"), 0)):
        sent = typed(version, levels_healthy=str(healthy))
        page = browser.post(address(version, "try/"), sent)
        levels = page.context["effect"].levels
        assert (levels["healthy"] + levels["unknown"], levels["yellow"]) == (well, 3 - well)
    assert "<html" not in page.text
    assert list(HealthModelVersion.objects.values()) == before


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"weight_csat": "0"}, "greater than or equal to 0.01"),
        ({"weight_csat": "a"}, "Enter a number."),
        ({"levels_healthy": "60"}, "Levels go from healthy down to orange."),
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
    [told] = page.context["changes"]
    assert told == ("order frequency", "weight", "12", "40")
    weights = {entry["code"]: entry["weight"] for entry in made.spec["indicators"]}
    assert (weights["order_frequency"], weights["csat"]) == (40, 14)
    assert "Publish" not in text(page)

    page = browser.post(address(made, "preview/make/"), {"revision": 1}, follow=True)
    assert page.redirect_chain[-1][0] == address(made, "preview/")
    assert page.context["effect"].customers == 3

    seen = browser.get(address(made, "publish/"))
    assert seen.context["changes"] == [told]
    refused = browser.post(address(made, "publish/"), {"revision": 2, "reason": ""})
    assert "This field is required" in text(refused)
    browser.post(address(made, "publish/"), {"revision": 2, "reason": "Agreed."})
    assert version_published() == made
    made.refresh_from_db()
    assert (made.published_by, made.reason) == (fang, "Agreed.")
    assert score(day=TODAY).model == "1.1"
    assert "scores now" in text(browser.get(address(made)))


def test_a_second_click_publishes_nothing_again(as_user, fang, scored):
    browser, made = as_user(fang), draft()
    browser.post(address(made, "preview/make/"), {"revision": 1})
    sent = {"revision": 2, "reason": "Agreed."}
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
    assert page.context["form"]["revision"].value() == str(made.revision)
    as_user(fang).post(address(made, "edit/"), mine | {"revision": [str(made.revision)]})
    made.refresh_from_db()
    assert made.note == "Mine."


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
    log = AccessLog.objects.get(subject="version-movers")
    assert (log.user, log.rows) == (fang, moved)
    most, *_others = browser.get(address(made, "movers/")).context["page"].rows
    least, *_others = browser.get(address(made, "movers/?sort=moved")).context["page"].rows
    assert abs(most.change or 0) >= abs(least.change or 0)


def changes_of(browser, made) -> list[tuple]:
    return browser.get(address(made)).context["changes"]


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
    assert told["changes"]["rows"] == [list(one) for one in changes_of(browser, made)]
    assert [row["before"] + row["after"] for row in told["effect"]["rows"]] != [0] * 6


def test_caps_bounds_and_what_is_not_used_are_what_was_typed(as_user, fang):
    browser, made = as_user(fang), draft()
    sent = typed(made, weight_order_amount="33", signals_lowest="-5")
    sent |= {"curve_silence-raw": ["1", "9"], "curve_silence-points": ["90", "10"]}
    del sent["use_order_amount"]
    browser.post(address(made, "edit/"), sent)
    made.refresh_from_db()
    assert "order_amount" not in made.rules.figures
    [cap] = made.spec["caps"]
    assert cap["curve"] == [[1, 90], [9, 10]]
    assert cap["applies_to"] == SPEC_1_0["caps"][0]["applies_to"]
    assert made.spec["signals"]["lowest"] == -5
    again = typed(made) | {"use_order_amount": ["on"]}
    browser.post(address(made, "edit/"), again)
    made.refresh_from_db()
    [weight] = [one["weight"] for one in made.spec["indicators"] if one["code"] == "order_amount"]
    assert (weight, made.rules.caps_of("order_amount")) == (33, made.rules.caps)


def test_without_a_script_the_effect_is_shown_before_anything_is_saved(as_user, fang, scored):
    browser, made = as_user(fang), draft()
    sent = typed(made, levels_healthy="99.99", note="Not yet.") | {"show": ["yes"]}
    page = browser.post(address(made, "edit/"), sent)
    assert page.context["effect"].other_level > 0
    assert "Not yet." in text(page)
    made.refresh_from_db()
    assert (made.note, made.revision) == ("", 1)


def test_a_draft_that_was_published_meanwhile_is_not_quietly_drafted_anew(as_user, fang):
    browser, made = as_user(fang), draft()
    sent = typed(made, note="Late.")
    published(made)
    page = browser.post(address(made, "edit/"), sent)
    assert "does not change any more" in text(page)
    assert HealthModelVersion.objects.count() == 2
    assert 'name="keeps" value="new"' in text(page)


def test_two_clicks_make_one_draft(as_user, fang):
    browser, model = as_user(fang), version_published()
    sent = typed(model, weight_csat="20")
    for _click in range(2):
        assert browser.post(address(model, "edit/"), sent).status_code == 302
    assert HealthModelVersion.objects.count() == 2


def test_a_preview_against_an_older_version_is_said_to_be_one(as_user, fang, scored):
    browser, late = as_user(fang), draft()
    browser.post(address(late, "preview/make/"), {"revision": 1})
    assert "Another version was published" not in text(browser.get(address(late, "preview/")))
    published(draft())
    assert "Another version was published" in text(browser.get(address(late, "preview/")))
    assert "Preview it first" in text(browser.get(address(late, "publish/")))


def test_nobody_is_named_beside_the_sliders_whom_one_does_not_see(
    lin, chen, tang, hangzhou, scored
):
    facts(hangzhou, 30)
    score(day=TODAY)
    effect, hits = effect_of(
        draft(levels={"healthy": 99.99, "yellow": 99, "orange": 98}).rules, most=9
    )
    assert effect.other_level == len(hits) == 4
    assert len(movers(hits, lin)) == 4
    assert movers(hits, chen) == []
    [seen] = movers([hit for hit in hits if hit.customer_id == hangzhou.pk], tang)
    assert isinstance(seen.customer, Veil)


def test_where_something_was_typed_an_ended_session_takes_nothing_away(client, fang):
    answer = client.post(address(draft(), "try/"), headers={"HX-Request": "true"})
    assert (answer.status_code, "HX-Redirect" in answer.headers) == (401, False)
