"""Files and texts are read with what is known of them, and what is no English policy is refused with its reason."""

import os
from datetime import UTC, date, datetime
from pathlib import Path, PurePath

import pytest
from practicegraph.extract.readers import RefusedInput, find_policies, read_document, read_file, read_text
from practicegraph.extract.readers.dates import find_dates, parse_date
from practicegraph.extract.readers.naming import read_name
from practicegraph.extract.readers.provenance import read_provenance

SHARED = Path(__file__).parents[2].parent / "shared"
SENTENCE = "We collect your name and your e-mail address when you open an account."
ARCHIVED = (
    "> *Copy of the tern.example policy as archived on 2015-06-07; see the "
    "[snapshot](https://web.archive.org/web/20150607081530id_/http%3A//www.tern.example/privacy).*\n\n"
)


def pdf(*lines: str, pages: int = 1, encrypt: bool = False) -> bytes:
    """A PDF with the lines on each page."""
    shown = " ".join(f"({line}) Tj T*" for line in lines)
    content = f"BT /F1 11 Tf 14 TL 50 780 Td {shown} ET"
    kids = " ".join(f"{4 + 2 * page} 0 R" for page in range(pages))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for page in range(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {5 + 2 * page} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    made, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    made += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    made += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{made.index('xref')}\n%%EOF"
    if not encrypt:
        return made.encode()
    import io

    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(made.encode())))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


# Decoding


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Café – we".encode(), "Café – we"),
        (b"\xef\xbb\xbfCaf\xc3\xa9 we", "\ufeffCafé we"),
        ("\ufeffCafé we".encode("utf-16-le"), "\ufeffCafé we"),
        ("\ufeffCafé we".encode("utf-16-be"), "\ufeffCafé we"),
        (b"Caf\xe9 \x93we\x94", "Café “we”"),
        (b"one\r\ntwo\rthree", "one\r\ntwo\rthree"),
    ],
)
def test_encodings(data: bytes, text: str) -> None:
    assert read_document(None, data, name="p.txt").text == text


def test_declared_charset_of_html() -> None:
    page = f'<html><head><meta charset="iso-8859-2"></head><body><p>{SENTENCE} \u0141\xf3d\u017a</p></body></html>'
    assert "Łódź" in read_document(None, page.encode("iso-8859-2"), name="p.html").text


# Refusals


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.md", "is empty"),
        (b" \n\t ", "a.md", "is empty"),
        ("\ufeff\n".encode(), "a.md", "holds no words"),
        (b"\x89PNG\r\n\x1a\n....", "a.txt", "PNG image"),
        (b"PK\x03\x04rest", "a.txt", "ZIP archive"),
        (b"we\x00collect", "a.txt", "binary"),
        (bytes(range(1, 32)) * 40, "a.txt", "binary"),
        (b"\xff\xfea\x00b", "a.txt", "broken at byte"),
        (SENTENCE.encode(), "a.pdf", "not a PDF"),
        (b"%PDF-1.7 and nothing more", "a.pdf", "broken PDF"),
        (pdf(), "a.pdf", "without text"),
        (pdf(SENTENCE, encrypt=True), "a.pdf", "encrypted"),
        (b"<html><body><div id='app'></div><script>render()</script></body></html>", "a.html", "hardly any text"),
        (b"<div>" * 6000 + SENTENCE.encode(), "a.html", "in one another"),
    ],
)
def test_refused_with_name_and_reason(data: bytes, name: str, reason: str) -> None:
    with pytest.raises(RefusedInput) as refused:
        read_document(None, data, name=name)
    assert refused.value.name == name
    assert reason in refused.value.reason
    assert str(refused.value) == f"{name}: {refused.value.reason}"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Wir erheben Ihren Namen, wenn Sie bei uns ein Konto anlegen. Diese Angaben geben wir nicht weiter, "
            "es sei denn, ein Gesetz verlangt es von uns. Sie können jederzeit Auskunft verlangen.",
            "German",
        ),
        (
            "Nous recueillons votre nom lorsque vous ouvrez un compte chez nous. Nous ne le vendons jamais, sauf si "
            "la loi nous y oblige, et vous pouvez demander à tout moment que nous l'effacions.",
            "French",
        ),
        ("当您开设账户时，我们会收集您的姓名和电子邮件地址。我们不会将这些信息出售给第三方。" * 6, "Chinese"),
    ],
)
def test_other_languages_are_named(text: str, language: str) -> None:
    with pytest.raises(RefusedInput, match=f"is in {language}"):
        read_text(text)


def test_short_texts_are_not_judged() -> None:
    assert read_text("Wir erheben Ihren Namen.").language == "en"


def test_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.md"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(RefusedInput, match=r"50\.0 MB"):
        read_file(path)
    with pytest.raises(RefusedInput, match=r"too large"):
        read_document(None, b"we " * 100, name="p.txt", max_bytes=100)


def test_missing_folder_and_forbidden(tmp_path: Path) -> None:
    with pytest.raises(RefusedInput, match="does not exist"):
        read_document(tmp_path / "none.md")
    with pytest.raises(RefusedInput, match="is a folder"):
        read_document(tmp_path)
    closed = tmp_path / "closed.md"
    closed.write_text(SENTENCE)
    closed.chmod(0)
    if os.access(closed, os.R_OK):
        pytest.skip("this user may read everything")
    with pytest.raises(RefusedInput, match="permissions"):
        read_document(closed)


# Names, dates, provenance


def test_provenance_line() -> None:
    document = read_text(ARCHIVED + f"# Privacy\n\n{SENTENCE}\n")
    assert document.domain == "tern.example"
    assert document.issued == datetime(2015, 6, 7, tzinfo=UTC)
    assert document.source == "https://web.archive.org/web/20150607081530id_/http%3A//www.tern.example/privacy"
    assert [passage.text for passage in document.passages] == ["Privacy", SENTENCE]


def test_a_quote_that_is_no_provenance_stays() -> None:
    assert read_provenance("> We care.\n\nText").end == 0
    quoted = read_text(f"> We care about you.\n\n{SENTENCE}", media_type="text/markdown")
    assert quoted.passages[0].text == "We care about you."


@pytest.mark.parametrize(
    ("path", "domain", "hint", "issued", "terms"),
    [
        ("archive/tern.example/2019-01-14.md", "tern.example", None, date(2019, 1, 14), None),
        ("policies/www.Tern.example.txt", "tern.example", None, None, None),
        ("x/tern.co.uk_20190114.html", "tern.co.uk", None, date(2019, 1, 14), None),
        ("collection/Big Tern/Privacy Policy.md", None, "Big Tern", None, "Privacy Policy"),
        ("collection/Big Tern/cookie-notice.md", None, "Big Tern", None, "Cookie Notice"),
        ("bigtern.md", None, "bigtern", None, None),
        ("docs/privacy.md", None, None, None, None),
        ("README.md", None, None, None, None),
        ("2020-13-45.md", None, None, None, None),
    ],
)
def test_file_and_folder_names(
    path: str, domain: str | None, hint: str | None, issued: date | None, terms: str | None
) -> None:
    naming = read_name(PurePath(path))
    assert (naming.domain, naming.hint, naming.terms_type) == (domain, hint, terms)
    assert (naming.issued.date() if naming.issued else None) == issued


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("March 3, 2014", date(2014, 3, 3)),
        ("Sept. 30th, 2014 …", date(2014, 9, 30)),
        ("3 March 2014", date(2014, 3, 3)),
        ("5/25/2018.", date(2018, 5, 25)),
        ("25.5.2018", date(2018, 5, 25)),
        ("2018-05-25", date(2018, 5, 25)),
        ("13/13/2018", None),
        ("31 February 2018", None),
        ("soon", None),
    ],
)
def test_dates(text: str, day: date | None) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize(
    ("text", "effective", "modified"),
    [
        ("This notice is effective as of 5/25/2018.", "2018-05-25", None),
        ("Effective date: 5/23/2012, last edit: 6/28/2013", "2012-05-23", "2013-06-28"),
        ("**Last updated:** January 2, 2020", None, "2020-01-02"),
        ("It was last revised on 2 May 2021 and is effective from 3 May 2021", "2021-05-03", "2021-05-02"),
        ("Effective security since 2019", None, None),
    ],
)
def test_dates_that_the_text_gives(text: str, effective: str | None, modified: str | None) -> None:
    assert find_dates(text) == (effective, modified)


def test_order_of_dates(tmp_path: Path) -> None:
    folder = tmp_path / "tern.example"
    folder.mkdir()
    path = folder / "2018-02-03.md"
    path.write_text(ARCHIVED + f"{SENTENCE}\n\nLast updated: May 4, 2012\n")
    assert read_document(path, date="2020-01-01").issued == datetime(2020, 1, 1, tzinfo=UTC)
    assert read_document(path).issued == datetime(2015, 6, 7, tzinfo=UTC)
    path.write_text(f"{SENTENCE}\n\nLast updated: May 4, 2012\n")
    assert read_document(path).issued == datetime(2018, 2, 3, tzinfo=UTC)
    text = read_text(path.read_text())
    assert text.issued == datetime(2012, 5, 4, tzinfo=UTC)
    assert text.modified == "2012-05-04"


def test_company_given_by_name_or_domain() -> None:
    data = b"Tern collects your name. Tern does not sell it. Tern keeps it."
    assert read_document(None, data, company="Gull").company == "Gull"
    by_domain = read_document(None, data, company="tern.example")
    assert (by_domain.domain, by_domain.company) == ("tern.example", "Tern")


def test_folders_are_walked(tmp_path: Path) -> None:
    for name in ("b/two.md", "a/one.TXT", ".git/three.md", "b/four.png", "five.html", "a/.six.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    found = [path.relative_to(tmp_path).as_posix() for path in find_policies([tmp_path, tmp_path / "b/four.png"])]
    assert found == ["a/one.TXT", "b/two.md", "five.html", "b/four.png"]


# Formats


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        ("<!DOCTYPE html><html><body><p>" + SENTENCE + "</p></body></html>", "text/html"),
        ("# Privacy\n\n" + SENTENCE, "text/markdown"),
        ("**Cookies**\n\n" + SENTENCE, "text/markdown"),
        ("Cookies\n\n" + SENTENCE, "text/plain"),
    ],
)
def test_format_is_guessed(text: str, media_type: str) -> None:
    assert read_text(text).media_type == media_type


def test_pdf() -> None:
    page = pdf(
        "Tern Privacy Notice",
        "Data we hold",
        "We hold your name, your address and the pay-",
        "ment data that you give us.",
        "Cookies",
        "We set cookies so that you stay signed in.",
        "3",
    )
    document = read_document(None, page, name="tern.pdf")
    assert document.media_type == "application/pdf"
    assert "payment data that you give us." in document.text
    sentence = next(p for p in document.passages if p.text.startswith("We hold"))
    assert sentence.text == "We hold your name, your address and the payment data that you give us."
    assert sentence.section[-1] == "Data we hold"
    assert not any(p.text == "3" for p in document.passages)


def test_running_heads_of_a_pdf_are_dropped() -> None:
    document = read_document(
        None, pdf("Tern Ltd.", "confidential", SENTENCE, SENTENCE, "Bath", "Page 1 of 4", pages=4), name="p.pdf"
    )
    assert "confidential" not in document.text
    assert "Page 1" not in document.text
    assert document.text.count(SENTENCE) == 8


def test_html_keeps_the_policy_and_drops_what_is_around() -> None:
    document = read_text(
        f"""<html><head><title>Privacy | Tern</title>
        <link rel="canonical" href="https://tern.example/privacy"></head><body>
        <nav>Home Shop</nav><div class="cookie-banner">We use cookies! Accept</div>
        <main><h1>Privacy</h1><p>{SENTENCE}</p></main>
        <aside>Newest offers</aside><footer>Imprint</footer><script>sell(you)</script></body></html>"""
    )
    assert document.text == f"Privacy\n\n{SENTENCE}"
    assert (document.domain, document.title) == ("tern.example", "Privacy | Tern")


def test_archive_is_read() -> None:
    path = SHARED / "corpus/archive/velaro.com/2019-01-14.md"
    if not path.exists():
        pytest.skip("the shared corpus is not there")
    document = read_document(path)
    assert (document.domain, document.company, document.effective) == ("velaro.com", "Velaro", "2018-05-25")
    assert document.issued == datetime(2019, 1, 14, tzinfo=UTC)
    assert document.text == path.read_bytes().decode()
