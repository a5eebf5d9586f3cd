"""A director tries another weight, publishes it, and explains one customer's score by it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from crm_site.tests.browser.conftest import DESK, PHONE
from health.models import HealthModelVersion, HealthScore
from health.services.score import score, score_changed

WORDS = {
    "en": {
        "weight": "Weight of order frequency",
        "save": "Save as a new draft",
        "preview": "Preview on everybody",
        "publish": "Publish",
        "model": "Another version of the model",
    },
    "zh-hans": {
        "weight": "采购频次的权重",
        "save": "另存为新草稿",
        "preview": "对所有客户预览",
        "publish": "发布",
        "model": "模型版本变更",
    },
}


@pytest.mark.parametrize(
    ("language", "width"), [("zh-hans", DESK), ("en", DESK), ("zh-hans", PHONE)]
)
def test_a_director_tries_a_weight_publishes_it_and_explains_a_score(
    page_as, fang, hangzhou_at_work, ningbo, language, width
):
    fang.language = language
    fang.save()
    words, today = WORDS[language], timezone.localdate()
    score(day=today - timedelta(days=7))
    score_changed(day=today)
    before = HealthScore.objects.get(customer=hangzhou_at_work, day=today).score
    page = page_as(fang, language=language, width=width)

    page.goto("/health/versions/")
    page.locator(".page-actions .btn-primary").click()
    effect = page.locator("#effect")
    mean = effect.locator(".effect-figures dd").last
    expect(mean).to_contain_text(re.compile(r"^([\d.]+) → \1$"))
    page.get_by_label(words["weight"]).fill("30")
    expect(mean).not_to_contain_text(re.compile(r"^([\d.]+) → \1$"))
    expect(page.locator("#id_weight_order_frequency")).to_have_value("30")
    page.get_by_role("button", name=words["save"]).click()

    expect(page.locator("h1")).to_contain_text("1.1")
    page.get_by_role("button", name=words["preview"]).click()
    expect(page.locator(".effect-figures")).to_be_visible()
    page.get_by_role("link", name=words["publish"], exact=True).click()
    page.locator("[name=reason]").fill("频次更能说明问题")
    page.get_by_role("button", name=words["publish"], exact=True).click()
    expect(page.locator(".message-success")).to_be_visible()

    assert HealthModelVersion.objects.published().first().number == "1.1"
    stored = HealthScore.objects.get(customer=hangzhou_at_work, day=today)
    assert (stored.score, stored.version.number) == (before, "1.0")
    score_changed(day=today)

    page.goto(f"/customers/{hangzhou_at_work.code}/why/")
    expect(page.locator("main")).to_contain_text("1.1")
    expect(page.locator("main")).to_contain_text(words["model"])
