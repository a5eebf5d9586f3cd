"""The catalogue tool finds every string, and says what the catalogue lacks."""

from pathlib import Path

import polib
import pytest

from tools import catalogues
from tools.catalogues import Message, as_python, check, collect, extract, update

HEADER = {"Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": "nplurals=1; plural=0;"}


def found_in(source: str) -> dict:
    found: dict = {}
    collect(source, Path("app/file.py"), found)
    return found


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with one Python file and one template, and its empty catalogue."""
    monkeypatch.setattr(catalogues, "BASE_DIR", tmp_path)
    (tmp_path / "accounts").mkdir()
    (tmp_path / "accounts" / "words.py").write_text(
        'from django.utils.translation import gettext_lazy as _\nNAME = _("customer")\n'
    )
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text('{% translate "Save" %}')
    return tmp_path


@pytest.fixture
def po(project) -> Path:
    path = project / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    update(path, extract(project))
    return path


def translate(path: Path, **texts: str) -> None:
    catalogue = polib.pofile(str(path))
    for entry in catalogue:
        entry.msgstr = texts.get(entry.msgid, entry.msgstr)
    catalogue.save()


def complaints(project: Path, po: Path) -> list[str]:
    return [line.partition(": ")[2] for line in check(po, extract(project))]


def test_it_finds_calls_by_name_and_by_alias():
    found = found_in(
        "from django.utils.translation import gettext_lazy as _, ngettext as plural\n"
        '_("one")\ngettext("two")\nplural("%(n)s row", "%(n)s rows", 2)\n'
        'pgettext("noun", "order")\n'
    )
    assert set(found) == {
        Message("one"),
        Message("two"),
        Message("%(n)s row"),
        Message("order", "noun"),
    }
    assert found[Message("%(n)s row")].plural == "%(n)s rows"


def test_it_leaves_what_is_no_text():
    assert not found_in("_(variable)\nprint('text')\ngettext(f'{x}')\n")


def test_it_joins_text_over_several_lines():
    assert set(found_in('_(\n    "a "\n    "b"\n)')) == {Message("a b")}


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ('{% translate "Save" %}', Message("Save")),
        ('{% trans "Don\'t (yet)" %}', Message("Don't (yet)")),
        ('{% translate "May" context "month" %}', Message("May", "month")),
        ("{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}", Message("Hello %(name)s")),
        ('{{ value|default:_("none") }}', Message("none")),
        (
            "{% blocktranslate count n=2 trimmed %}\n row\n{% plural %}rows{% endblocktranslate %}",
            Message("row"),
        ),
    ],
)
def test_it_finds_the_strings_of_a_template(template, message):
    assert set(found_in(as_python(template))) == {message}


def test_it_names_what_has_no_translation(project, po):
    assert complaints(project, po) == ["not translated: 'Save'", "not translated: 'customer'"]


def test_it_is_content_with_a_whole_catalogue(project, po):
    translate(po, Save="保存", customer="客户")
    assert complaints(project, po) == []


def test_it_names_a_new_string(project, po):
    translate(po, Save="保存", customer="客户")
    (project / "templates" / "new.html").write_text('{% translate "New" %}')
    assert complaints(project, po) == ["missing: 'New' (templates/new.html)"]


def test_it_names_a_string_that_is_gone(project, po):
    translate(po, Save="保存", customer="客户")
    (project / "templates" / "page.html").write_text("")
    assert complaints(project, po) == ["no longer used: 'Save'"]


def test_it_names_a_fuzzy_translation(project, po):
    translate(po, Save="保存", customer="客户")
    catalogue = polib.pofile(str(po))
    catalogue.find("Save").flags.append("fuzzy")
    catalogue.save()
    assert complaints(project, po) == ["fuzzy: 'Save'"]


def test_it_names_an_empty_plural(project, po):
    """Such an entry is silently left out of the compiled catalogue."""
    (project / "templates" / "page.html").write_text(
        "{% blocktranslate count n=rows %}{{ n }} row{% plural %}{{ n }} rows"
        "{% endblocktranslate %}"
    )
    update(po, extract(project))
    translate(po, customer="客户")
    assert complaints(project, po) == ["not translated: '%(n)s row'"]


def test_an_update_keeps_translations_and_drops_what_is_gone(project, po):
    translate(po, Save="保存", customer="客户")
    (project / "templates" / "page.html").write_text('{% translate "New" %}')
    update(po, extract(project))
    assert {entry.msgid: entry.msgstr for entry in polib.pofile(str(po))} == {
        "New": "",
        "customer": "客户",
    }


def test_an_update_without_news_changes_nothing(project, po):
    before = po.read_bytes()
    update(po, extract(project))
    assert po.read_bytes() == before


def test_it_compiles_what_django_reads(project, po):
    translate(po, Save="保存", customer="客户")
    catalogues.compile_catalogue(po)
    compiled = polib.mofile(str(po.with_suffix(".mo")))
    assert compiled.find("customer").msgstr == "客户"
