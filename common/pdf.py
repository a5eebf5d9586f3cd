"""Documents as PDF, set by Typst out of a wheel: no system library, no system font.

A template is a file `templates/pdf/<name>.typ` that reads its words and figures from `data`; they
come as strings and numbers, never as markup, so nothing that people wrote can change the document.
"""

import json
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.http import HttpResponse
from django.utils.functional import Promise

from common.uploads import document_response

FONTS = "pylopdf_fonts_zh_cn"


def pdf(name: str, data: Mapping[str, Any]) -> bytes:
    """The document of a template; KeyError and the like of a template are typst.TypstError."""
    folder = settings.BASE_DIR / "templates" / "pdf"
    return typst.compile(
        str(folder / f"{name}.typ"),
        root=str(folder),
        font_paths=[str(_fonts())],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, default=_plain, ensure_ascii=False)},
    )


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """The document to look at."""
    return document_response(content, f"{name}.pdf", "application/pdf", is_kept=False)


def _fonts() -> Path:
    spec = find_spec(FONTS)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"{FONTS} is not installed: run make setup")
    return Path(spec.origin).parent


def _plain(value: Any) -> str:
    if isinstance(value, Promise):
        return str(value)
    raise TypeError(f"{value!r} cannot be set")
