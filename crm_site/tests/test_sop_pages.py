"""Procedures in the portal: read, drafted, published, begun, and told how they were kept."""

from datetime import timedelta
from html import unescape
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from django.utils import timezone, translation
from docx import Document

from accounts.choices import TimeKind
from accounts.models import Customer, User
from crm_site.pages.sops.forms import StepForm
from crm_site.pages.sops.manual import manual
from crm_site.pages.sops.words import UNITS, allowed_told, comparison, unit_of
from crm_site.queries.origins import origin_of
from crm_site.queries.sops import flow_of, steps_shown
from crm_site.tests.test_query_budgets import customers, statements
from followups.models import Sop, SopException, SopRun, SopVersion, Task
from followups.queries.sops import version_in_force
from followups.rules.deadlines import Allowed
from followups.services.sop_runs import sop_start
from followups.services.sops import SeenDraft, draft_begin, draft_publish
from followups.services.tasks import Seen, task_do
from followups.tests.factories import SopRunFactory, TaskFactory

CODE = "need-discovery"


@pytest.fixture(autouse=True)
def _english(lin: User, wei: User, fang: User, analyst: User, tang: User) -> None:
    User.objects.update(language="en")


@pytest.fixture
def sop(db) -> Sop:
    return Sop.objects.get(code=CODE)


@pytest.fixture
def draft(sop, fang) -> SopVersion:
    return draft_begin(sop=sop, by=fang, at=timezone.now())


def text(response) -> str:
    return unescape(response.content.decode())


def typed(version: SopVersion, place: int, **other) -> dict:
    """What a browser sends of a step as it stands, with some boxes filled in otherwise."""
    step = version.steps.get(place=place)
    return StepForm.initial_of(step) | {"revision": version.revision} | other


def begun(customer: Customer, sop: Sop, by: User, origin: str = "test:1") -> SopRun:
    return sop_start(customer=customer, sop=sop, origin=origin, by=by, at=timezone.now())


# --- reading ----------------------------------------------------------------------------------


def test_the_library_is_narrowed_by_kind_and_tier(as_user, tang):
    browser = as_user(tang)
    assert "Senior visit" in text(browser.get("/sops/"))
    general = text(browser.get("/sops/?tier=general"))
    assert "Need discovery" in general
    assert "Senior visit" not in general
    renewal = text(browser.get("/sops/?stage=renewal"))
    assert "Renewal" in renewal
    assert "Need discovery" not in renewal
    assert "Need discovery" in text(browser.get("/sops/?stage=%00&tier=nonsense"))


def test_a_procedure_says_who_does_what_by_when_in_the_language_of_the_reader(as_user, lin):
    page = text(as_user(lin).get(f"/sops/{CODE}/"))
    assert "Interview: all eight dimensions, noted as STAR" in page
    assert "5 working days after the step before" in page
    assert "Decision process: steps, people, who can say no" in page
    lin.language = "zh-hans"
    lin.save()
    assert "需求访谈：八个维度逐一问到，用 STAR 记录" in text(as_user(lin).get(f"/sops/{CODE}/"))


def test_the_flow_has_a_lane_for_each_role_and_a_way_from_box_to_box(sop):
    flow = flow_of(steps_shown(version_in_force(sop)))
    assert [lane.value for lane in flow.lanes] == ["owner", "technical"]
    assert [row.lane for row in flow.rows] == [0, 0, 0, 0, 1, 0, 0]
    assert flow.rows[0].way == ""
    assert flow.rows[4].way == "M50 0V11H150V22"
    assert flow.box == "0 0 200 22"


@pytest.mark.parametrize(
    ("allowed", "told"),
    [
        (Allowed(TimeKind.SERVICE, 15), "15 minutes of service time"),
        (Allowed(TimeKind.SERVICE, 480), "8 hours of service time"),
        (Allowed(TimeKind.ELAPSED, 72 * 60), "72 hours on the clock"),
        (Allowed(TimeKind.ELAPSED, 7 * 1440), "7 days on the clock"),
        (Allowed(TimeKind.ELAPSED, 90), "90 minutes on the clock"),
        (Allowed(TimeKind.WORKING_DAYS, 1), "1 working day"),
    ],
)
def test_time_is_told_in_the_unit_that_people_say(allowed, told):
    with translation.override("en"):
        assert allowed_told(allowed) == told
    unit, amount = unit_of(allowed)
    assert Allowed(unit.kind, unit.factor * amount) == allowed
    assert unit in UNITS


def test_a_draft_is_for_those_who_write_it(as_user, lin, analyst, sop, draft):
    for page in (f"/sops/{CODE}/versions/2/", f"/sops/{CODE}/draft/"):
        assert as_user(lin).get(page).status_code == 404
        assert as_user(analyst).get(page).status_code == 200
    assert f"/sops/{CODE}/versions/2/" not in text(as_user(lin).get(f"/sops/{CODE}/versions/"))


# --- writing ----------------------------------------------------------------------------------


def test_a_director_drafts_edits_compares_and_publishes(as_user, fang, sop):
    browser = as_user(fang)
    assert browser.post(f"/sops/{CODE}/draft/begin/").url == f"/sops/{CODE}/draft/"
    draft = sop.versions.get(number=2)
    key = draft.steps.get(place=2).key
    sent = typed(draft, 2, title_en="Arrange it by phone", amount=3)
    assert browser.post(f"/sops/{CODE}/draft/steps/{key}/", sent).status_code == 302
    page = text(browser.get(f"/sops/{CODE}/compare/"))
    assert "From version 1 to version 2" in page
    assert "Arrange it by phone" in page
    assert "3 working days" in page
    publish = f"/sops/{CODE}/draft/publish/"
    draft.refresh_from_db()
    assert "required" in text(browser.post(publish, {"revision": draft.revision}))
    said = {"revision": draft.revision, "reason": "电话更快"}
    assert browser.post(publish, said).url == f"/sops/{CODE}/"
    assert version_in_force(sop).number == 2


def test_the_form_of_a_step_holds_the_step_whole(as_user, fang, sop, draft):
    before = version_in_force(sop)
    browser = as_user(fang)
    for step in draft.steps.all():
        draft.refresh_from_db()
        sent = typed(draft, step.place)
        lines = {name: str(value).replace("\n", "\r\n") for name, value in sent.items()}
        assert browser.post(f"/sops/{CODE}/draft/steps/{step.key}/", lines).status_code == 302
    draft.refresh_from_db()
    head = {name: getattr(draft, name) for name in ("title", "title_en", "purpose", "purpose_en")}
    others = {"stages": draft.stages, "revision": draft.revision}
    assert browser.post(f"/sops/{CODE}/draft/", head | others).status_code == 302
    assert comparison(before, sop.versions.get(number=2)).is_same


def test_of_two_at_once_the_second_keeps_what_was_typed_and_may_save_knowingly(
    as_user, fang, analyst, draft
):
    key, stale = draft.steps.get(place=1).key, typed(draft, 1, title_en="Mine")
    page = f"/sops/{CODE}/draft/steps/{key}/"
    as_user(analyst).post(page, typed(draft, 1, title_en="Theirs"))
    answer = as_user(fang).post(page, stale)
    assert "Somebody has changed this draft" in text(answer)
    form = answer.context["form"]
    assert form["title_en"].value() == "Mine"
    again = stale | {"revision": form["revision"].value()}
    assert as_user(fang).post(page, again).status_code == 302
    assert draft.steps.get(key=key).title_en == "Mine"


def test_what_was_typed_for_a_draft_that_is_published_meanwhile_is_not_lost(
    as_user, fang, analyst, sop, draft
):
    key, stale = draft.steps.get(place=1).key, typed(draft, 1, title_en="Mine")
    page = f"/sops/{CODE}/draft/steps/{key}/"
    draft_publish(seen=SeenDraft(draft, draft.revision, analyst, timezone.now()), reason="快些")
    browser = as_user(fang)
    answer = browser.post(page, stale)
    assert "published or discarded by now" in text(answer)
    assert answer.context["form"]["title_en"].value() == "Mine"
    pressed = browser.post(f"{page}remove/", {"revision": draft.revision}, follow=True)
    assert "published or discarded by now" in text(pressed)
    assert browser.get(page).status_code == 404
    new = draft_begin(sop=sop, by=fang, at=timezone.now())
    again = browser.post(page, stale | {"revision": answer.context["form"]["revision"].value()})
    assert "save again to keep them" in text(again)
    browser.post(page, stale | {"revision": again.context["form"]["revision"].value()})
    assert new.steps.get(key=key).title_en == "Mine"


@pytest.mark.parametrize("discards", [True, False])
def test_what_was_typed_for_a_step_that_is_gone_by_now_is_not_lost(as_user, fang, draft, discards):
    new = UUID(int=1)  # no version in force has it
    draft.steps.filter(place=1).update(key=new)
    page, stale = f"/sops/{CODE}/draft/steps/{new}/", typed(draft, 1, title_en="Mine")
    browser = as_user(fang)
    end = f"/sops/{CODE}/draft/discard/" if discards else f"{page}remove/"
    browser.post(end, {"revision": draft.revision})
    answer = browser.post(page, stale)
    assert "Add a step in another window" in text(answer)
    assert answer.context["form"]["title_en"].value() == "Mine"
    assert browser.get(page).status_code == 404


def test_a_step_is_added_moved_and_removed_by_buttons(as_user, fang, draft):
    browser, folder = as_user(fang), f"/sops/{CODE}/draft/steps/"
    new = {
        "title": "送资料", "role": "sales", "kind": "other", "anchor": "start", "amount": 2,
        "unit": "hours", "minutes": 20, "checklist": "一\n\n二 ", "revision": draft.revision,
    }  # fmt: skip
    assert browser.post(f"{folder}new/", new).status_code == 302
    assert "Somebody has changed" in text(browser.post(f"{folder}new/", new))  # sent twice
    step = draft.steps.get(title="送资料")
    assert (step.place, step.allowed, step.checklist) == (8, 120, ["一", "二"])
    draft.refresh_from_db()
    browser.post(f"{folder}{step.key}/move/", {"revision": draft.revision, "to": "up"})
    step.refresh_from_db()
    assert step.place == 7
    browser.post(f"{folder}{step.key}/remove/", {"revision": draft.revision})  # as it was before
    assert draft.steps.filter(key=step.key).exists()
    draft.refresh_from_db()
    browser.post(f"{folder}{step.key}/remove/", {"revision": draft.revision})
    assert not draft.steps.filter(key=step.key).exists()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"title": "", "title_en": ""}, "a title in one language at least"),
        ({"amount": "0"}, "greater than or equal to 1"),
        ({"amount": "5000", "unit": "working_days"}, "Nobody has that much time"),
        ({"checklist": "\n".join("x" * 31)}, "At most 30 points"),
        ({"checklist": "x" * 201}, "at most 200 characters"),
    ],
)
def test_what_makes_no_step_is_said_beside_it(as_user, fang, draft, wrong, told):
    key = draft.steps.get(place=1).key
    answer = as_user(fang).post(f"/sops/{CODE}/draft/steps/{key}/", typed(draft, 1, **wrong))
    assert told in text(answer)


def test_a_new_procedure_begins_as_a_draft(as_user, analyst):
    browser = as_user(analyst)
    said = {"code": "Price-Talk", "stage": "renewal", "title_en": "Price talk", "tiers": ["key"]}
    assert browser.post("/sops/new/", said).url == "/sops/price-talk/draft/"
    assert "It has no steps yet" in text(browser.get("/sops/price-talk/draft/"))
    assert "taken" in text(browser.post("/sops/new/", said | {"code": "new"}))
    assert SopVersion.objects.get(sop__code="price-talk").tiers == ["key"]
    assert "Price talk" in text(browser.get("/sops/"))


def test_an_archived_procedure_is_begun_no_more(as_user, fang, sop):
    browser = as_user(fang)
    browser.post(f"/sops/{CODE}/archive/")
    assert "Need discovery" not in text(browser.get("/sops/"))
    assert "Need discovery" in text(browser.get("/sops/?archived=on"))
    browser.post(f"/sops/{CODE}/archive/", {"back": "on"})
    assert "Need discovery" in text(browser.get("/sops/"))


# --- for a customer ---------------------------------------------------------------------------


def test_a_csm_begins_a_procedure_once_however_often_it_is_sent(as_user, lin, hangzhou, sop):
    browser = as_user(lin)
    page = f"/customers/{hangzhou.code}/sops/"
    assert "None has been begun yet" in text(browser.get(page))
    start = f"{page}{CODE}/start/"
    assert "林晓" in text(browser.get(start))
    token = {"token": str(uuid4())}
    first, second = browser.post(start, token), browser.post(start, token)
    run = SopRun.objects.get()
    assert first.url == second.url == f"/sop-runs/{run.pk}/"
    assert "0 of 7 steps" in text(browser.get(first.url))
    assert "It is at work already" in text(browser.get(start))
    task = Task.objects.filter(sop_run=run).first()
    assert origin_of(task.origin, lin).url == first.url


def test_what_is_not_for_a_customer_begins_with_an_exception_only(as_user, wei, lin, hangzhou):
    Customer.objects.filter(pk=hangzhou.pk).update(tier="general")
    start = f"/customers/{hangzhou.code}/sops/senior-visit/start/"
    assert "not for this customer" in text(as_user(lin).get(start))
    assert "not for this customer" in text(as_user(lin).post(start, {"token": str(uuid4())}))
    exception = f"/customers/{hangzhou.code}/sops/senior-visit/exception/"
    said = {"is_served": "on", "reason": "董事长要求", "first_on": timezone.localdate()}
    assert as_user(lin).post(exception, said).status_code == 404
    assert as_user(wei).post(exception, said).status_code == 302
    assert "董事长要求" in text(as_user(wei).get("/sops/senior-visit/"))
    assert as_user(lin).post(start, {"token": str(uuid4())}).status_code == 302
    [one] = SopException.objects.all()
    as_user(wei).post(f"/customers/{hangzhou.code}/sops/exceptions/{one.pk}/end/")
    one.refresh_from_db()
    assert one.ended_by == wei


def test_an_exception_of_a_customer_that_one_does_not_see_is_not_told(
    as_user, lin, wei, ningbo, fang
):
    said = {"reason": "保密安排", "first_on": timezone.localdate()}
    as_user(fang).post(f"/customers/{ningbo.code}/sops/{CODE}/exception/", said)
    assert "保密安排" in text(as_user(fang).get(f"/sops/{CODE}/"))
    assert "保密安排" not in text(as_user(lin).get(f"/sops/{CODE}/"))
    [one] = SopException.objects.all()
    end = f"/customers/{ningbo.code}/sops/exceptions/{one.pk}/end/"
    assert as_user(wei).post(end).status_code == 404


def test_a_procedure_stops_for_a_reason(as_user, lin, hangzhou, sop):
    run = begun(hangzhou, sop, lin)
    stop, browser = f"/sop-runs/{run.pk}/stop/", as_user(lin)
    assert "required" in text(browser.post(stop, {"reason": ""}))
    assert browser.post(stop, {"reason": "客户搬迁"}).status_code == 302
    assert "客户搬迁" in text(browser.get(f"/sop-runs/{run.pk}/"))
    assert "has ended already" in text(browser.get(stop))
    assert not Task.objects.filter(sop_run=run, cancelled_at=None).exists()


# --- how they were kept -----------------------------------------------------------------------


def test_a_figure_opens_as_many_tasks_as_it_says(as_user, lin, hangzhou, ningbo, chen, sop):
    run = begun(hangzhou, sop, lin)
    begun(ningbo, sop, chen, "test:2")
    task = Task.objects.get(sop_run=run, sop_step__place=1)
    task_do(seen=Seen(task.pk, None, lin, timezone.now()), reason="好了")
    browser = as_user(lin)
    [row] = [row for row in browser.get("/sops/adherence/").context["rows"] if row.sop.code == CODE]
    assert (row.kept.begun, dict(row.outcomes)["on_time"], dict(row.outcomes)["open"]) == (1, 1, 6)
    for outcome, number in row.outcomes:
        listed = browser.get(f"/sops/{CODE}/tasks/?period=90&became={outcome.value}")
        assert len(listed.context["page"].rows) == number
    assert len(browser.get(f"/sops/{CODE}/tasks/").context["page"].rows) == 7


def test_the_list_and_the_figures_have_the_same_period(as_user, lin, hangzhou, sop):
    run = begun(hangzhou, sop, lin)
    SopRun.objects.filter(pk=run.pk).update(started_at=timezone.now() - timedelta(days=60))
    browser = as_user(lin)
    for period, count in (("30", 0), ("90", 7), ("nonsense", 7)):
        rows = browser.get(f"/sops/adherence/?period={period}").context["rows"]
        [row] = [row for row in rows if row.sop.code == CODE]
        assert sum(row.kept.steps.values()) == count
        listed = browser.get(f"/sops/{CODE}/tasks/?period={period}")
        assert len(listed.context["page"].rows) == count


def test_pages_cost_no_more_for_many_runs_than_for_one(as_user, lin, sop):
    [first] = customers(lin, 1)
    begun(first, sop, lin)
    reader = as_user(lin)
    paths = [
        *("/sops/adherence/", f"/sops/{CODE}/tasks/", f"/sops/{CODE}/versions/"),
        f"/customers/{first.code}/sops/",
        f"/sop-runs/{SopRun.objects.get().pk}/",
    ]
    one = [statements(reader, path) for path in paths]
    version = version_in_force(sop)
    for number in range(8):
        run = SopRunFactory(customer=first, version=version, origin=f"more:{number}")
        for step in version.steps.all():
            TaskFactory(customer=first, owner=lin, sop_run=run, sop_step=step)
    assert [statements(reader, path) for path in paths] == one


# --- the manual -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "title", "step"),
    [
        ("zh-hans", "SOP 手册", "高层拜访（72 小时内）"),
        ("en", "Manual of procedures", "The visit (within 72 hours)"),
    ],
)
def test_the_manual_has_all_procedures_in_the_language_of_the_reader(
    as_user, lin, language, title, step
):
    lin.language = language
    lin.save()
    browser = as_user(lin)
    paper = Document(BytesIO(browser.get("/sops/manual.docx").content))
    words = [paragraph.text for paragraph in paper.paragraphs]
    assert words[0] == title
    assert any(line.endswith(step) for line in words)
    assert len(paper.tables) == 14
    headings = [one.text for one in paper.paragraphs if one.style.name == "Heading 1"]
    with translation.override(language):
        assert headings == [one["title"] for one in manual()["procedures"]]
    document = browser.get("/sops/manual.pdf")
    assert document.content.startswith(b"%PDF")
    assert document["Content-Type"] == "application/pdf"


def test_words_of_people_are_no_markup_in_the_manual(as_user, fang, draft):
    browser, key = as_user(fang), draft.steps.get(place=1).key
    nasty = "#panic() <b>\x0b $x$ [*"
    browser.post(f"/sops/{CODE}/draft/steps/{key}/", typed(draft, 1, template_en=nasty))
    draft.refresh_from_db()
    said = {"revision": draft.revision, "reason": "试"}
    browser.post(f"/sops/{CODE}/draft/publish/", said)
    assert browser.get("/sops/manual.pdf").content.startswith(b"%PDF")
    paper = Document(BytesIO(browser.get("/sops/manual.docx").content))
    assert any("#panic() <b>" in paragraph.text for paragraph in paper.paragraphs)
