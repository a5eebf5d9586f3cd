"""The message catalogues, without gettext on the machine.

python -m tools.catalogues            compile every .po into its .mo
python -m tools.catalogues --check    fail when a string of the source has no translation
python -m tools.catalogues --update   add the strings that are new, drop those that are gone
"""

import argparse
import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib

BASE_DIR = Path(__file__).resolve().parent.parent
LOCALE_DIR = BASE_DIR / "locale"
LANGUAGES = {"zh_Hans": "nplurals=1; plural=0;"}  # the source itself is English
APPS = ("accounts", "common", "crm_site", "followups", "handover", "health")
NOT_SOURCE = {"tests", "migrations", "node_modules"}

# Which argument is which: the place of the context, of the message, of the plural.
CALLS: dict[str, tuple[int | None, int, int | None]] = {
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}


@dataclass(frozen=True)
class Message:
    """What one call asks to be translated; context and plural make it another message."""

    text: str
    context: str | None = None


@dataclass
class Found:
    """Where a message stands, and its plural if it has one anywhere."""

    files: set[str] = field(default_factory=set)
    plural: str | None = None


Extracted = dict[Message, Found]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    catalogues = [LOCALE_DIR / name / "LC_MESSAGES" / "django.po" for name in LANGUAGES]
    if not (options.check or options.update):
        for path in catalogues:
            compile_catalogue(path)
        return 0
    extracted = extract(BASE_DIR)
    if options.update:
        for path in catalogues:
            update(path, extracted)
        return 0
    complaints = [line for path in catalogues for line in check(path, extracted)]
    print("\n".join(complaints))
    return 1 if complaints else 0


# Compiling


def compile_catalogue(path: Path) -> None:
    """By way of another name, so that a running server never reads half a catalogue."""
    target = path.with_suffix(".mo")
    if not path.exists():
        return
    if target.exists() and target.stat().st_mtime_ns >= path.stat().st_mtime_ns:
        return
    fresh = target.with_suffix(".mo.new")
    polib.pofile(str(path)).save_as_mofile(str(fresh))
    fresh.replace(target)


# Finding the strings


def extract(base_dir: Path) -> Extracted:
    found: Extracted = {}
    for path in python_files(base_dir):
        collect(path.read_text(encoding="utf-8"), path.relative_to(base_dir), found)
    for path in template_files(base_dir):
        collect(as_python(path.read_text(encoding="utf-8")), path.relative_to(base_dir), found)
    return found


def python_files(base_dir: Path) -> Iterator[Path]:
    for app in APPS:
        for path in sorted((base_dir / app).rglob("*.py")):
            if not NOT_SOURCE & set(path.relative_to(base_dir).parts):
                yield path


def template_files(base_dir: Path) -> Iterator[Path]:
    for folder in (base_dir / "templates", *(base_dir / app for app in APPS)):
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(base_dir).parts
            if "templates" in inside and path.suffix in {".html", ".txt", ".xml"}:
                yield path


def as_python(template: str) -> str:
    """The strings of a template as calls, one a line; Django knows its own syntax best.

    `templatize` blanks out everything else with letters, so only its calls are kept.
    """
    from django.conf import settings  # noqa: PLC0415
    from django.utils.translation.template import templatize  # noqa: PLC0415

    if not settings.configured:
        settings.configure()
    return "\n".join(calls_in(templatize(template)))


def calls_in(text: str) -> Iterator[str]:
    """Every call of a translating function in a text that is not Python as a whole."""
    for name in ("gettext", "ngettext", "pgettext", "npgettext", "_"):
        for start in starts_of(text, f"{name}("):
            yield read_call(text, start)


def starts_of(text: str, opening: str) -> Iterator[int]:
    position = text.find(opening)
    while position >= 0:
        before = text[position - 1] if position else " "
        if not (before.isalnum() or before == "_"):
            yield position
        position = text.find(opening, position + 1)


def read_call(text: str, start: int) -> str:
    """From the name to the bracket that closes it: the shortest piece that Python can read."""
    end = text.find(")", start)
    while end >= 0:
        piece = text[start : end + 1]
        try:
            ast.parse(piece)
        except SyntaxError:
            end = text.find(")", end + 1)
        else:
            return piece
    raise ValueError(f"cannot read a translated string: {text[start : start + 60]!r}")


def collect(source: str, path: Path, found: Extracted) -> None:
    tree = ast.parse(source)
    names = CALLS | {alias: CALLS[name] for alias, name in aliases(tree)}
    if "_" not in names:
        names["_"] = CALLS["gettext"]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name_of(node.func) in names:
            add(node, names[name_of(node.func)], path, found)


def aliases(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for alias in node.names:
                if alias.asname and alias.name in CALLS:
                    yield alias.asname, alias.name


def name_of(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def add(
    call: ast.Call, places: tuple[int | None, int, int | None], path: Path, found: Extracted
) -> None:
    context, text, plural = (literal(call, place) for place in places)
    if text is None:
        return
    entry = found.setdefault(Message(text, context), Found())
    entry.files.add(path.as_posix())
    entry.plural = plural or entry.plural


def literal(call: ast.Call, place: int | None) -> str | None:
    if place is None or place >= len(call.args):
        return None
    node = call.args[place]
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


# Comparing with the catalogue


def check(path: Path, extracted: Extracted) -> Iterator[str]:
    catalogue = {key(entry): entry for entry in opened(path) if not entry.obsolete}
    where = path.relative_to(BASE_DIR)
    for message, found in sorted(extracted.items(), key=by_text):
        if message not in catalogue:
            yield f"{where}: missing: {message.text!r} ({', '.join(sorted(found.files))})"
    for message, entry in catalogue.items():
        trouble = trouble_with(entry, extracted.get(message))
        if trouble:
            yield f"{where}: {trouble}: {message.text!r}"


def trouble_with(entry: polib.POEntry, found: Found | None) -> str | None:
    if found is None:
        return "no longer used"
    if entry.fuzzy:
        return "fuzzy"
    if found.plural and not entry.msgstr_plural:
        return "plural missing"
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    return None if all(texts) and texts else "not translated"


def update(path: Path, extracted: Extracted) -> None:
    """Sorted, and located by file without line numbers, so that a difference shows only strings."""
    catalogue = opened(path)
    kept = {key(entry): entry for entry in catalogue if not entry.obsolete}
    forms = 1 if "nplurals=1" in catalogue.metadata.get("Plural-Forms", "") else 2
    fresh = polib.POFile(wrapwidth=catalogue.wrapwidth)
    fresh.metadata, fresh.header = catalogue.metadata, catalogue.header
    for message, found in sorted(extracted.items(), key=by_text):
        entry = kept.get(message) or polib.POEntry(msgid=message.text, msgctxt=message.context)
        if found.plural and not entry.msgid_plural:
            entry.msgid_plural = found.plural
            entry.msgstr_plural = {form: entry.msgstr if form == 0 else "" for form in range(forms)}
            entry.msgstr = ""
        entry.occurrences = [(file, "") for file in sorted(found.files)]
        add_format(entry)
        fresh.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh.save(str(path))


def opened(path: Path) -> polib.POFile:
    if path.exists():
        return polib.pofile(str(path))
    language = path.parent.parent.name
    catalogue = polib.POFile()
    catalogue.metadata = {
        "Project-Id-Version": "Evergreen",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": LANGUAGES[language],
    }
    return catalogue


def add_format(entry: polib.POEntry) -> None:
    if "%(" in entry.msgid and "python-format" not in entry.flags:
        entry.flags.append("python-format")


def key(entry: polib.POEntry) -> Message:
    return Message(entry.msgid, entry.msgctxt)


def by_text(item: tuple[Message, Found]) -> tuple[str, str]:
    return (item[0].text, item[0].context or "")


if __name__ == "__main__":
    sys.exit(main())
