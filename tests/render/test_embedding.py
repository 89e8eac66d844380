"""A page in one file."""

import re
from pathlib import Path

import pytest

from tests.render.workbook import EXTENSION
from workbook_kit.errors import ProblemsError
from workbook_kit.render.embedded import in_one_file
from workbook_kit.render.script import styles

PAGE = "<html><head>{}</head><body>{}</body></html>"


def test_style_sheets_come_with_their_fonts_and_without_comments_and_needless_space() -> None:
    links = "".join(f'<link rel="stylesheet" href="{name}">' for name in styles(EXTENSION))
    page = in_one_file(PAGE.format(links, ""), {}, EXTENSION)
    assert page.count("<style>") == len(styles(EXTENSION))
    assert "<link" not in page
    assert set(re.findall(r"url\((.{23})", page)) == {"data:font/woff2;base64,"}
    assert "/*" not in page
    for rule in (
        "h1,h2,h3,h4{color:var(--ink)",
        '@font-face{font-family:"Atkinson',
        'content:"+ "',
        "calc((100% - 76rem) / 2",
    ):
        assert rule in page
    assert {text.count("{") - text.count("}") for text in re.findall("<style>(.*?)</style>", page, re.DOTALL)} == {0}


@pytest.mark.parametrize(
    ("name", "address", "kind"),
    [("a.png", "a.png", "image/png"), ("a&b.jpg", "a&amp;b.jpg", "image/jpeg"), ("a b.gif", "a%20b.gif", "image/gif"),
     ("ŵ.webp", "ŵ.webp", "image/webp")],
)  # fmt: skip
def test_a_picture_is_put_in_by_its_name(name: str, address: str, kind: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"picture")
    for content in (b"picture", tmp_path / "a"):
        page = in_one_file(PAGE.format("", f'<img class="x" src="{address}" alt="y">'), {name: content}, EXTENSION)
        assert f'<img class="x" src="data:{kind};base64,cGljdHVyZQ==" alt="y">' in page


def test_a_drawing_is_one_picture_to_a_screen_reader() -> None:
    page = in_one_file(PAGE.format("", '<img src="a.svg" alt="y">'), {"a.svg": b"<svg/>"}, EXTENSION)
    assert '<img role="img" src="data:image/svg+xml,<svg/>" alt="y">' in page


@pytest.mark.parametrize(
    ("svg", "address"),
    [('<svg fill="#FFF">\n<text y="1">“Łoś” 50%</text></svg>',
      "data:image/svg+xml,<svg fill='%23FFF'>%0A<text y='1'>%E2%80%9C%C5%81o%C5%9B%E2%80%9D 50%25</text></svg>"),
     ('<svg>say "so"</svg>', "data:image/svg+xml,<svg>say %22so%22</svg>"),
     ("<svg>it's</svg>", "data:image/svg+xml;base64,PHN2Zz5pdCdzPC9zdmc+"),
     ("<svg>&lt;</svg>", "data:image/svg+xml;base64,PHN2Zz4mbHQ7PC9zdmc+")],
)  # fmt: skip
def test_a_drawing_stands_as_text_where_it_can(svg: str, address: str) -> None:
    page = in_one_file(PAGE.format("", '<img src="a.svg" alt="y">'), {"a.svg": svg.encode()}, EXTENSION)
    assert f'src="{address}"' in page


def test_what_only_looks_like_a_picture_stays() -> None:
    text = '&lt;img src="a.svg"&gt; <p title="&lt;img src=&quot;a.svg&quot;">x</p>'
    assert text in in_one_file(PAGE.format("", text), {"a.svg": b"<svg/>"}, EXTENSION)


def test_a_picture_that_is_not_the_workbooks_is_refused() -> None:
    with pytest.raises(
        ProblemsError, match=r"the picture ../a.png is not among the files of the workbook; write it as"
    ):
        in_one_file(PAGE.format("", '<img src="../a.png" alt="y">'), {"a.png": b""}, EXTENSION)
