"""Files as reports name them: in which encoding they are written makes no difference to lines and columns."""

from pathlib import Path

import pytest
from practicegraph.extract.readers import read_document
from practicegraph.server.sources import source_of

POLICY = "# Privacy\r\n\r\n\u201cOrrery\u201d is a caf\u00e9 that makes maps.\r\n\r\n\tWe sell your e-mail address.\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-32"])
@pytest.mark.parametrize("name", ["privacy.md", "privacy.txt"])
def test_the_encoding_of_a_file_moves_nothing(tmp_path: Path, encoding: str, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(POLICY.encode(encoding))
    document = read_document(path)
    source = source_of(str(path), document.text)
    start = document.text.index("We sell")
    assert source.page is None
    assert source.position(start) == (5, 2)
    assert source.position(document.text.index("# Privacy")) == (1, 1)
    assert source.in_file(start, start + 4) == (start, start + 4)


def test_of_html_the_page_is_known(tmp_path: Path) -> None:
    page = "<html><body>\n<h1>Privacy at Orrery</h1>\n\n<p>We sell your e-mail address to the makers of maps.</p>"
    path = tmp_path / "privacy.html"
    path.write_bytes(page.encode("utf-16"))
    document = read_document(path)
    source = source_of(str(path), document.text)
    start = document.text.index("We sell")
    span = source.in_file(start, start + 7)
    assert span is not None
    assert source.position(span[0]) == (4, 4)


@pytest.mark.parametrize("data", [None, b"%PDF-1.7 not quite", b"other words than those of the text by now"])
def test_of_other_files_no_line_is_known(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "privacy.md"
    if data:
        path.write_bytes(data)
    assert source_of(str(path), "We sell your e-mail address.").in_file(0, 7) is None
