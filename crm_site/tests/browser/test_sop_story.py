"""A director drafts another version and publishes it; a CSM begins it on a phone."""

import pytest
from playwright.sync_api import expect

from crm_site.tests.browser.conftest import DESK, PHONE
from followups.models import Sop, SopRun, Task
from followups.queries.sops import version_in_force

WORDS = {
    "en": {
        "draft": "Draft a new version",
        "title": "English title",
        "save": "Save",
        "compare": "Compare",
        "publish": "Publish",
        "begin": "Begin",
    },
    "zh-hans": {
        "draft": "起草新版本",
        "title": "标题",
        "save": "保存",
        "compare": "比较",
        "publish": "发布",
        "begin": "开始",
    },
}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_director_publishes_another_version_and_a_csm_begins_it_on_a_phone(
    page_as, fang, lin, hangzhou, language
):
    words, sop = WORDS[language], Sop.objects.get(code="renewal")
    page = page_as(fang, language=language, width=DESK)
    page.goto("/sops/renewal/")
    page.get_by_role("button", name=words["draft"]).click()
    page.locator(".draft-steps a").first.click()
    page.get_by_label(words["title"], exact=True).fill("Check 2.0")
    page.get_by_role("button", name=words["save"], exact=True).click()
    expect(page.locator(".draft-steps")).to_contain_text("Check 2.0")

    page.get_by_role("link", name=words["compare"], exact=True).click()
    expect(page.locator(".diff ins")).to_have_text(["Check 2.0"])
    page.go_back()
    page.get_by_role("link", name=words["publish"], exact=True).click()
    page.locator("[name=reason]").fill("说法更短")
    page.get_by_role("button", name=words["publish"], exact=True).click()
    expect(page.locator(".flow")).to_contain_text("Check 2.0")
    assert version_in_force(sop).number == 2

    phone = page_as(lin, language=language, width=PHONE)
    phone.goto(f"/customers/{hangzhou.code}/sops/")
    phone.locator("li", has=phone.locator('a[href="/sops/renewal/"]')).get_by_role(
        "link", name=words["begin"], exact=True
    ).click()
    phone.get_by_role("button", name=words["begin"], exact=True).click()
    expect(phone.locator(".draft-steps li")).to_have_count(6)
    expect(phone.locator(".draft-steps")).to_contain_text("Check 2.0")
    phone.locator(".draft-steps a").first.click()
    expect(phone.locator(".checks li")).to_have_count(4)
    run = SopRun.objects.get(customer=hangzhou)
    assert (run.version.number, Task.objects.filter(sop_run=run).count()) == (2, 6)
