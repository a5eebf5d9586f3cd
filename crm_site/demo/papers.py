"""A page of Chinese text as a PDF, with a font that every reader brings itself."""

_LEFT, _TOP, _STEP = 60, 780, 30
_OBJECTS = (
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    (
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F 5 0 R >> >> >>"
    ),
    "<< /Length {length} >>\nstream\n{text}\nendstream",
    (
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
        " /DescendantFonts [6 0 R] >>"
    ),
    (
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 7 0 R"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>"
    ),
    (
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [-25 -254 1000 880]"
        " /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
    ),
)


def pdf(lines: list[str]) -> bytes:
    """The lines below each other, the first one larger; the same lines make the same bytes."""
    drawn = [
        f"BT /F {12 if place else 15} Tf {_LEFT} {_TOP - place * _STEP} Td"
        f" <{line.encode('utf-16-be').hex().upper()}> Tj ET"
        for place, line in enumerate(lines)
    ]
    text = "\n".join(drawn)
    made, places = "%PDF-1.4\n", []
    for number, body in enumerate(_OBJECTS, start=1):
        places.append(len(made))
        filled = body.format(length=len(text), text=text) if number == 4 else body
        made += f"{number} 0 obj\n{filled}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size, start = len(places) + 1, len(made)
    made += f"xref\n0 {size}\n0000000000 65535 f \n{table}"
    made += f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return made.encode("ascii")
