"""Coming in, going out, and the way back in."""

import re
import socket
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import unquote

import pytest
from aiosmtpd.controller import Controller
from django.test import Client
from django.urls import reverse

from accounts.services.people import preferences_save
from accounts.tests.factories import PASSWORD, UserFactory, person

LOGIN, HOME = "/login/", "/"


@pytest.fixture
def visitor(db) -> Client:
    return Client(headers={"accept-language": "en"})


def try_to_log_in(client: Client, name: str, password: str = PASSWORD, **fields: str):
    return client.post(LOGIN, {"username": name, "password": password, **fields})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


# --- in and out -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["lin", "lin@evergreen.example", "LIN@evergreen.example"])
def test_a_person_logs_in_by_name_or_address(visitor, lin, name):
    response = try_to_log_in(visitor, name)
    assert response.url == HOME
    assert is_in(visitor)


@pytest.mark.parametrize(
    ("name", "password"), [("lin", "wrong"), ("nobody", PASSWORD), ("", PASSWORD), ("lin", "")]
)
def test_nobody_gets_in_with_a_wrong_name_or_password(visitor, lin, name, password):
    assert try_to_log_in(visitor, name, password).status_code == 200
    assert not is_in(visitor)


def test_whoever_left_does_not_get_in(visitor, lin):
    lin.is_active = False
    lin.save()
    try_to_log_in(visitor, "lin")
    assert not is_in(visitor)


def test_a_wrong_name_and_a_wrong_password_look_the_same(visitor, lin):
    def page(name: str) -> str:
        body = try_to_log_in(visitor, name, "wrong").content.decode()
        return re.sub(r'value="(\w{64}|lin|who)"', "", body)

    assert page("lin") == page("who")


def test_a_name_beats_somebody_elses_address_of_the_same_spelling(visitor, lin):
    named = UserFactory(username=lin.email, email="other@evergreen.example")
    try_to_log_in(visitor, lin.email)
    assert visitor.session["_auth_user_id"] == str(named.pk)


def test_an_empty_address_is_no_name(visitor):
    UserFactory(email="")
    try_to_log_in(visitor, " ")
    assert not is_in(visitor)


def test_logging_out_takes_a_click_and_not_a_mere_link(as_user, lin):
    client = as_user(lin)
    assert client.get("/logout/").status_code == 405
    assert is_in(client)
    assert client.post("/logout/").url == LOGIN
    assert not is_in(client)


@pytest.mark.parametrize("path", ["/me/", "/customers/", "/admin/"])
def test_a_visitor_is_asked_to_log_in_and_then_comes_back(visitor, lin, path):
    response = visitor.get(path, follow=True)
    assert unquote(response.redirect_chain[-1][0]) == f"{LOGIN}?next={path}"
    assert try_to_log_in(visitor, "lin", next=path).url == path


def test_a_piece_of_a_page_sends_the_whole_page_to_the_log_in(visitor):
    page = "http://testserver/customers/?tier=key"
    headers = {"hx-request": "true", "hx-current-url": page}
    response = visitor.get("/counts/customers/", headers=headers)
    assert response.content == b""
    assert unquote(response.headers["HX-Redirect"]) == f"{LOGIN}?next=/customers/?tier=key"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:1"])
def test_nobody_is_sent_elsewhere_after_logging_in(visitor, lin, elsewhere):
    assert try_to_log_in(visitor, "lin", next=elsewhere).url == HOME


def test_the_log_in_page_sends_whoever_is_in_to_the_first_page(as_user, lin):
    assert as_user(lin).get(LOGIN).url == HOME
    assert as_user(lin).get(f"{LOGIN}?next={LOGIN}").url == HOME


def test_everybody_lands_on_a_page_with_something_to_see(as_user, lin, finance):
    administrator = person("admin", "管理员", "administrator", is_staff=True)
    nobody = UserFactory()
    assert as_user(lin).get(HOME).url == reverse("today")
    assert as_user(finance).get(HOME).url == reverse("customer-list")
    assert as_user(administrator).get(HOME).url == reverse("admin:index")
    assert as_user(nobody).get(HOME).url == reverse("preferences")


def test_the_back_office_has_no_log_in_of_its_own(visitor, as_user, fang):
    assert unquote(visitor.get("/admin/login/?next=/admin/a/").url) == f"{LOGIN}?next=/admin/a/"
    client = as_user(fang)
    assert client.get("/admin/login/").url == "/admin/"
    assert client.get("/admin/password_change/").url == reverse("password_change")
    assert client.post("/admin/logout/").url == LOGIN
    assert not is_in(client)


# --- lock-out ---------------------------------------------------------------------------------


def fail(client: Client, name: str, times: int):
    for _attempt in range(times):
        response = try_to_log_in(client, name, "wrong")
    return response


def test_the_fifth_wrong_password_locks_the_name(visitor, lin):
    assert fail(visitor, "lin", 4).status_code == 200
    response = fail(visitor, "lin", 1)
    assert response.status_code == 429
    assert "Locked for a while" in response.content.decode()
    assert try_to_log_in(visitor, "lin").status_code == 429
    assert not is_in(visitor)


def test_a_name_that_nobody_has_is_locked_just_the_same(visitor, lin):
    def page(name: str) -> str:
        response = fail(visitor, name, 5)
        return re.sub(r'value="\w{64}"', "", response.content.decode())

    assert page("lin") == page("who")


def test_changing_the_spelling_gives_no_more_attempts(visitor, lin):
    for name in ("lin", "lin@evergreen.example", "Lin@evergreen.example", "LIN@EVERGREEN.EXAMPLE"):
        fail(visitor, name, 1)
    assert fail(visitor, "lin@Evergreen.example", 1).status_code == 429


def test_a_lock_on_one_name_leaves_the_others_alone(visitor, lin, chen):
    fail(visitor, "lin", 5)
    assert try_to_log_in(visitor, "chen").url == HOME


def test_a_right_password_in_between_forgets_the_wrong_ones(visitor, lin):
    fail(visitor, "lin", 4)
    try_to_log_in(visitor, "lin")
    visitor.post("/logout/")
    assert fail(visitor, "lin", 4).status_code == 200


# --- a forgotten password ---------------------------------------------------------------------


def letter_in(folder: Path):
    (path,) = folder.iterdir()
    return message_from_bytes(path.read_bytes(), policy=policy.default)


def link_in(letter) -> str:
    text = letter.get_content()
    return re.search(r"http://127\.0\.0\.1:8000(/password-reset/\S+)", text)[1]


@pytest.fixture
def sink(settings) -> Path:
    settings.MAIL_MODE = "sink"
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH.mkdir(exist_ok=True)
    return settings.EMAIL_FILE_PATH


def test_where_no_mail_is_sent_the_page_says_whom_to_ask(visitor, lin, settings):
    settings.MAIL_MODE = "off"
    body = visitor.get("/password-reset/").content.decode()
    assert "Ask your administrator" in body
    assert "<form" not in body
    assert visitor.post("/password-reset/", {"email": lin.email}).status_code == 405


def test_a_link_in_a_letter_sets_a_new_password(visitor, lin, sink):
    fail(visitor, "lin", 5)
    visitor.post("/password-reset/", {"email": "LIN@evergreen.example"})
    letter = letter_in(sink)
    assert letter["To"] == lin.email
    page = visitor.get(link_in(letter), follow=True)
    new = {"new_password1": "willow-by-the-lake", "new_password2": "willow-by-the-lake"}
    assert visitor.post(page.request["PATH_INFO"], new).url == "/password-reset/complete/"
    assert try_to_log_in(visitor, "lin", "willow-by-the-lake").url == HOME


def test_a_link_works_once(visitor, lin, sink):
    visitor.post("/password-reset/", {"email": lin.email})
    link = link_in(letter_in(sink))
    lin.set_password("changed-in-between")
    lin.save()
    assert "no longer holds" in visitor.get(link, follow=True).content.decode()


def test_an_unknown_address_gets_the_same_answer_and_no_letter(visitor, lin, sink):
    known = visitor.post("/password-reset/", {"email": lin.email})
    for path in sink.iterdir():
        path.unlink()
    unknown = visitor.post("/password-reset/", {"email": "who@evergreen.example"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert list(sink.iterdir()) == []


def test_the_link_leads_to_our_address_whatever_host_the_request_names(visitor, lin, sink):
    visitor.post("/password-reset/", {"email": lin.email}, headers={"host": "localhost"})
    assert "http://127.0.0.1:8000/" in letter_in(sink).get_content()


class Mailbox:
    """Keeps what an SMTP server was given."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], bytes]] = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        self.letters.append((envelope.rcpt_tos, envelope.content))
        return "250 OK"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture
def mailbox(settings):
    """A real SMTP server, to which the site is connected as in production."""
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.MAIL_MODE = "live"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = controller.port
    yield box
    controller.stop()


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", "常青：设置新密码"), ("en", "Evergreen: set a new password")],
)
def test_a_letter_goes_out_in_the_language_of_its_reader(visitor, mailbox, language, words):
    reader = UserFactory(language=language)
    visitor.post("/password-reset/", {"email": reader.email})
    ((recipients, content),) = mailbox.letters
    letter = message_from_bytes(content, policy=policy.default)
    assert recipients == [reader.email]
    assert letter["Subject"] == words
    assert link_in(letter)


def test_a_mail_server_that_is_down_breaks_no_page(visitor, lin, mailbox, settings):
    settings.EMAIL_PORT = 1
    response = visitor.post("/password-reset/", {"email": lin.email})
    assert response.url == "/password-reset/sent/"


# --- about oneself ----------------------------------------------------------------------------


def test_a_person_changes_the_password_and_stays_in(as_user, lin):
    preferences_save(person=lin, language="en")
    client = as_user(lin)
    fields = {
        "old_password": PASSWORD,
        "new_password1": "willow-by-the-lake",
        "new_password2": "willow-by-the-lake",
    }
    assert client.post("/me/password/", fields).url == "/me/"
    assert "Your password is changed." in client.get("/me/").content.decode()
    lin.refresh_from_db()
    assert lin.check_password("willow-by-the-lake")


@pytest.mark.parametrize("weak", ["short", "1234567890123", "password123", "linlinlinlin"])
def test_a_weak_password_is_refused(as_user, lin, weak):
    lin.name = "linlinlinlin"
    lin.save()
    fields = {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak}
    assert as_user(lin).post("/me/password/", fields).status_code == 200
    lin.refresh_from_db()
    assert lin.check_password(PASSWORD)


def test_preferences_are_kept(as_user, lin):
    client = as_user(lin)
    assert client.post("/me/", {"language": "en", "colour_mode": "dark"}).url == "/me/"
    lin.refresh_from_db()
    assert (lin.language, lin.colour_mode) == ("en", "dark")
    assert 'content="dark"' in client.get("/me/").content.decode()


@pytest.mark.parametrize("fields", [{"language": "fr"}, {"colour_mode": "pink"}])
def test_an_impossible_preference_is_refused(as_user, lin, fields):
    response = as_user(lin).post("/me/", {"language": "en", "colour_mode": "dark", **fields})
    assert response.status_code == 200
    lin.refresh_from_db()
    assert (lin.language, lin.colour_mode) == ("zh-hans", "auto")


def test_double_submits_do_nothing_twice(as_user, lin):
    client = as_user(lin)
    for _click in range(2):
        client.post("/me/", {"language": "en", "colour_mode": "dark"})
    lin.refresh_from_db()
    assert lin.language == "en"


# --- language ---------------------------------------------------------------------------------


def language_of(client: Client, path: str = LOGIN) -> str:
    return client.get(path).headers["Content-Language"]


def test_the_browser_makes_the_first_guess(db):
    assert language_of(Client(headers={"accept-language": "en-GB,en;q=0.9"})) == "en"
    assert language_of(Client(headers={"accept-language": "zh-CN,zh;q=0.9"})) == "zh-hans"
    assert language_of(Client(headers={"accept-language": "fr"})) == "zh-hans"
    assert language_of(Client()) == "zh-hans"


def test_a_visitor_switches_the_language_and_a_cookie_remembers(visitor):
    response = visitor.post("/language/", {"language": "zh-hans", "next": LOGIN})
    assert response.url == LOGIN
    assert language_of(visitor) == "zh-hans"


def test_a_persons_choice_beats_cookie_and_browser(as_user, lin):
    client = as_user(lin)
    client.cookies["django_language"] = "en"
    assert language_of(client, "/me/") == "zh-hans"


def test_whoever_is_in_switches_for_good(as_user, lin):
    client = as_user(lin)
    client.post("/language/", {"language": "en", "next": "/me/"})
    lin.refresh_from_db()
    assert lin.language == "en"
    assert language_of(client, "/me/") == "en"


def test_a_language_that_we_do_not_speak_changes_nothing(as_user, lin):
    as_user(lin).post("/language/", {"language": "fr", "next": "/me/"})
    lin.refresh_from_db()
    assert lin.language == "zh-hans"


def test_the_language_switch_sends_nobody_elsewhere(visitor):
    response = visitor.post("/language/", {"language": "en", "next": "https://evil.example/"})
    assert response.url == "/"


def test_the_process_answers_without_a_log_in(db, client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/ping/")
    assert (response.status_code, response.content) == (200, b"ok")
