"""What every answer carries, and what the site holds against strangers."""

import json
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings as project
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.tests.factories import PASSWORD

CSP = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}

# --- headers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/login/", "/ping/", "/nonsense/", "/customers/", "/admin/", "/me/"]
)
def test_every_answer_carries_the_headers(as_user, fang, path):
    headers = as_user(fang).get(path).headers
    assert set(headers["Content-Security-Policy"].split("; ")) == CSP
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_a_browser_keeps_the_page_and_the_piece_apart(as_user, lin):
    for headers in ({}, {"HX-Request": "true"}):
        assert "HX-Request" in as_user(lin).get("/customers/", headers=headers).headers["Vary"]


# JSON for a chart is data, and no code.
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>|<style|\sstyle=|\son[a-z]+=",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    "path",
    [
        "/login/",
        "/me/",
        "/customers/",
        "/customers/{code}/",
        "/customers/{code}/orders/",
        "/customers/{code}/why/",
        "/admin/",
        "/admin/accounts/customer/",
        "/admin/accounts/customer/{pk}/change/",
        "/admin/accounts/customer/{pk}/history/",
        "/admin/accounts/customer/{pk}/owner/",
        "/admin/accounts/user/add/",
        "/admin/jobs/",
    ],
)
def test_no_page_has_code_or_style_inside(as_user, fang, hangzhou, path):
    User.objects.filter(pk=fang.pk).update(is_superuser=True)
    response = as_user(fang).get(path.format(code=hangzhou.code, pk=hangzhou.pk), follow=True)
    assert response.status_code == 200
    assert INLINE.findall(response.content.decode()) == []


# --- forms and sessions -----------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/login/", "/logout/", "/me/", "/language/", "/password-reset/"])
def test_a_form_from_elsewhere_is_refused(lin, path, settings):
    settings.MAIL_MODE = "sink"
    client = Client(enforce_csrf_checks=True)
    client.force_login(lin, backend="accounts.auth.NameOrEmailBackend")
    assert client.post(path, {"language": "en"}).status_code == 403


def test_a_page_with_customers_is_not_shown_again_after_the_log_out(as_user, lin, hangzhou):
    page = as_user(lin).get(f"/customers/{hangzhou.code}/")
    assert page.headers["Cache-Control"] == "private, no-cache"


def test_logging_in_begins_a_new_session(client, lin):
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = session.session_key
    client.post("/login/", {"username": "lin", "password": PASSWORD})
    assert client.cookies["sessionid"].value != session.session_key


def test_logging_out_ends_the_session_on_the_server(as_user, lin):
    client = as_user(lin)
    stolen = client.cookies["sessionid"].value
    client.post("/logout/")
    thief = Client()
    thief.cookies["sessionid"] = stolen
    assert thief.get("/me/").status_code == 302


def test_a_new_password_ends_the_sessions_elsewhere(as_user, lin):
    elsewhere, here = as_user(lin), as_user(lin)
    fields = {
        "old_password": PASSWORD,
        "new_password1": "willow-by-the-lake",
        "new_password2": "willow-by-the-lake",
    }
    here.post("/me/password/", fields)
    assert here.get("/me/").status_code == 200
    assert elsewhere.get("/me/").status_code == 302


def test_whoever_leaves_is_out_at_once(as_user, lin):
    client = as_user(lin)
    User.objects.filter(pk=lin.pk).update(is_active=False)
    assert client.get("/customers/").status_code == 302


def test_a_role_that_is_taken_away_closes_its_pages_at_once(as_user, lin):
    client = as_user(lin)
    assert client.get("/customers/").status_code == 200
    lin.groups.clear()
    assert client.get("/customers/").status_code == 404


def test_an_unknown_host_is_refused(client, db):
    assert client.get("/login/", headers={"host": "evil.example"}).status_code == 400


def test_cookies_cannot_be_read_by_scripts_or_sent_from_elsewhere(client, lin):
    client.post("/login/", {"username": "lin", "password": PASSWORD})
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


# --- somebody else's customer -----------------------------------------------------------------


@pytest.mark.parametrize("name", ["customer-detail", "customer-orders", "customer-why"])
def test_a_foreign_customer_an_unknown_one_and_nonsense_look_alike(as_user, lin, ningbo, name):
    client = as_user(lin)
    pages = [client.get(reverse(name, args=[code])) for code in (ningbo.code, "C-999999", "'\"<b>")]
    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1


@pytest.mark.parametrize("page", ["", "orders/", "why/", "why/order_amount/"])
def test_a_code_that_no_database_can_hold_is_unknown(as_user, fang, page):
    assert as_user(fang).get(f"/customers/a%00b/{page}").status_code == 404


@pytest.mark.parametrize(
    "page", ["customer/?region=%00", "order/?source__exact=%00", "importbatch/?source=%00"]
)
def test_a_filter_of_the_back_office_that_no_database_understands_is_no_page(as_user, fang, page):
    assert as_user(fang).get(f"/admin/accounts/{page}").status_code == 404


def test_a_list_and_its_search_tell_nothing_of_other_customers(as_user, lin, hangzhou, ningbo):
    client = as_user(lin)
    for query in ("", "?q=宁波", "?q=nbjx", f"?q={ningbo.code}"):
        assert ningbo.name not in client.get(f"/customers/{query}").content.decode()


# --- production -------------------------------------------------------------------------------

PROBE = """
import json, django
django.setup()
from django.conf import settings
from django.test import Client
client = Client(headers={"host": "crm.example.org"})
page, plain = client.get("/login/", secure=True), client.get("/login/")
print(json.dumps({
    "headers": dict(page.headers),
    "cookies": {name: dict(cookie) for name, cookie in client.cookies.items()},
    "plain": [plain.status_code, plain.headers.get("Location")],
    "session_cookie_secure": settings.SESSION_COOKIE_SECURE,
    "language_cookie_secure": settings.LANGUAGE_COOKIE_SECURE,
    "debug": settings.DEBUG,
}))
"""


def in_production(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "SITE_URL": "https://crm.example.org",
        "DJANGO_SETTINGS_MODULE": "crm_site.settings",
        "VAR_DIR": str(project.VAR_DIR),
    }
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)  # the tests' own
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=project.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_settings_pass_the_deployment_check():
    result = in_production("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


def test_an_https_site_insists_on_https():
    result = in_production("-c", PROBE)
    assert result.returncode == 0, result.stderr
    seen = json.loads(result.stdout)
    assert seen["headers"]["Strict-Transport-Security"] == (
        "max-age=31536000; includeSubDomains; preload"
    )
    assert seen["plain"] == [301, "https://crm.example.org/login/"]
    assert seen["cookies"]["csrftoken"]["secure"]
    assert seen["session_cookie_secure"]
    assert seen["language_cookie_secure"]
    assert not seen["debug"]
