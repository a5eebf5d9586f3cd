"""The manual as a Word document, with the program's own table of contents."""

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ACCENT, MUTED, SHADE = RGBColor(0x0F, 0x76, 0x6E), RGBColor(0x55, 0x62, 0x5D), "DFF0ED"
# What Word shows instead of the fonts of the PDF, which nobody else has.
LATIN, CHINESE = "Calibri", "Microsoft YaHei"
# What somebody may have typed, and XML does not know.
UNKNOWN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
CONTENTS = r'TOC \o "1-1" \h \z \u'


def manual_docx(manual: Mapping[str, Any]) -> bytes:
    """Of what `manual()` says."""
    manual, paper = _known(manual), Document()
    _styles(paper)
    paper.core_properties.title = manual["title"]
    paper.core_properties.author = "Evergreen"
    paper.add_heading(manual["title"], 0)
    _muted(paper.add_paragraph(manual["subtitle"]))
    _contents(paper, manual)
    for procedure in manual["procedures"]:
        _procedure(paper, procedure, manual)
    paper.sections[0].footer.paragraphs[0].text = manual["foot"]
    file = BytesIO()
    paper.save(file)
    return file.getvalue()


def _known(said: Any) -> Any:
    if isinstance(said, str):
        return UNKNOWN.sub("", said)
    if isinstance(said, Mapping):
        return {name: _known(one) for name, one in said.items()}
    return [_known(one) for one in said] if isinstance(said, (list, tuple)) else said


def _styles(paper: Paper) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3"):
        font = paper.styles[name].font
        font.name = LATIN
        fonts = paper.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), CHINESE)
        if name != "Normal":
            font.color.rgb = ACCENT
    paper.styles["Normal"].font.size = Pt(10)


def _contents(paper: Paper, manual: Mapping[str, Any]) -> None:
    """A field that Word fills with page numbers when it is opened; until then the titles."""
    paper.add_heading(manual["contents"], 2)
    titles = [procedure["title"] for procedure in manual["procedures"]]
    paragraph = paper.add_paragraph()
    _field(paragraph, "begin")
    instruction = OxmlElement("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = CONTENTS
    paragraph.add_run()._r.append(instruction)
    _field(paragraph, "separate")
    for number, title in enumerate(titles, 1):
        run = paragraph.add_run(f"{number}  {title}")
        if number < len(titles):
            run.add_break()
    _field(paragraph, "end")
    update = OxmlElement("w:updateFields")
    update.set(qn("w:val"), "true")
    paper.settings.element.append(update)


def _field(paragraph: Any, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)


def _procedure(paper: Paper, procedure: Mapping[str, Any], manual: Mapping[str, Any]) -> None:
    paper.add_page_break()
    paper.add_heading(procedure["title"], 1)
    paper.add_paragraph(procedure["purpose"])
    for label, value in procedure["facts"]:
        paragraph = paper.add_paragraph()
        _muted(paragraph, f"{label}  ")
        paragraph.add_run(value)
    paper.add_heading(manual["flow"], 2)
    _flow(paper, procedure["flow"])
    _muted(paper.add_paragraph(), manual["note"])
    for step in procedure["steps"]:
        _step(paper, step, manual["labels"])


def _flow(paper: Paper, flow: Mapping[str, Any]) -> None:
    """A column for each role, a row for each step: its box stands in the column of its role."""
    table = paper.add_table(rows=1, cols=len(flow["lanes"]))
    table.style = "Table Grid"
    for cell, lane in zip(table.rows[0].cells, flow["lanes"], strict=True):
        cell.text = lane
        cell.paragraphs[0].runs[0].bold = True
    for row in flow["rows"]:
        cell = table.add_row().cells[row["lane"]]
        arrow = "↓ " if row["waits"] else "⇣ " if row["place"] > 1 else ""
        cell.text = f"{arrow}{row['place']}  {row['title']}"
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.LEFT
        _shade(cell)


def _shade(cell: _Cell) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), SHADE)
    cell._tc.get_or_add_tcPr().append(shade)


def _step(paper: Paper, step: Mapping[str, Any], labels: Mapping[str, str]) -> None:
    paper.add_heading(f"{step['place']}  {step['title']}", 3)
    said = " · ".join(f"{labels[name]}: {step[name]}" for name in ("role", "due", "minutes"))
    _muted(paper.add_paragraph(), said)
    for name in ("input", "output"):
        if step[name]:
            paragraph = paper.add_paragraph()
            _muted(paragraph, f"{labels[name]}  ")
            paragraph.add_run(step[name])
    if step["checklist"]:
        _muted(paper.add_paragraph(), labels["checklist"])
        for point in step["checklist"]:
            paper.add_paragraph(f"☐ {point}")
    if step["template"]:
        _muted(paper.add_paragraph(), labels["template"])
        paper.add_paragraph(step["template"], style="Quote")


def _muted(paragraph: Any, text: str = "") -> None:
    if text:
        paragraph.add_run(text)
    for run in paragraph.runs[-1:]:
        run.font.color.rgb = MUTED
