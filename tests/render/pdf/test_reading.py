"""A form that comes back is anyone's file: read in full, or refused in a sentence."""

import os
import warnings
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String

from tests.fuzz import examples
from tests.render.pdf.sample import ANSWERS, FACTS, form, printed
from workbook_kit.errors import ProblemsError
from workbook_kit.render.pdf.read_form import FormAnswers, pdf_time, read_form
from workbook_kit.render.pdf.untrusted import is_bomb


def saved(pdf: bytes, folder: Path) -> Path:
    path = folder / "form.pdf"
    path.write_bytes(pdf)
    return path


def changed(folder: Path, change: Callable[[pikepdf.Pdf], None], **save: object) -> Path:
    """The form with something done to it."""
    path = folder / "form.pdf"
    with pikepdf.open(BytesIO(form(ANSWERS))) as pdf:
        change(pdf)
        with warnings.catch_warnings():
            # of what we break on purpose
            warnings.simplefilter("ignore")
            pdf.save(path, **save)  # type: ignore[arg-type]
    return path


def field(pdf: pikepdf.Pdf, name: str) -> pikepdf.Object:
    return next(one for one in pdf.Root.AcroForm.Fields if str(one.get("/T")) == name)


def test_what_was_filled_in_beforehand_comes_back(tmp_path: Path) -> None:
    found = read_form(saved(form(ANSWERS), tmp_path))
    assert dict(found.values) == ANSWERS
    assert dict(found.before) == ANSWERS
    assert found.facts == FACTS
    assert found.labels == {
        "cover--name": "Your name – ŵ, ł, “q”",
        "thoughts": "What do you think?",
        "plan--1-1": "Plant: Notes",
        "plan--1-2": "Plant: By when",
    }


def test_an_empty_form_has_every_field(tmp_path: Path) -> None:
    assert read_form(saved(form(), tmp_path)).values == {
        "cover--name": "", "thoughts": "", "practice--1.a": None, "practice--1.b": None, "plan--1-1": "",
        "plan--1-2": "", "done": None,
    }  # fmt: skip


@examples(15)
@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=200))
def test_any_text_comes_back(text: str, tmp_path: Path) -> None:
    found = read_form(saved(form({"thoughts": text, "cover--name": text}), tmp_path))
    assert found.values["thoughts"] == found.values["cover--name"] == text


@pytest.mark.parametrize(
    "raw",
    [b"\xfe\xff" + "ŵ\ra\r\nb\nc".encode("utf-16-be"), b"\xff\xfe" + "ŵ\ra\r\nb\nc".encode("utf-16-le"),
     b"\xef\xbb\xbf" + "ŵ\ra\r\nb\nc".encode()],
    ids=["UTF-16", "UTF-16 reversed", "UTF-8"],
)  # fmt: skip
def test_texts_in_any_encoding_have_plain_line_ends(raw: bytes, tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        field(pdf, "thoughts")["/V"] = String(raw)

    assert read_form(changed(tmp_path, change)).values["thoughts"] == "ŵ\na\nb\nc"


def test_old_encoding_and_streams_are_read(tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        field(pdf, "cover--name")["/V"] = String(b"Si\xe2n \x8dq\x8e")
        field(pdf, "thoughts")["/V"] = pdf.make_stream(b"a\rstream")

    found = read_form(changed(tmp_path, change))
    assert found.values["cover--name"] == "Siân “q”"
    assert found.values["thoughts"] == "a\nstream"


def test_a_choice_may_be_said_by_the_buttons_alone(tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        scale = field(pdf, "practice--1-b")
        del scale["/V"]
        scale.Kids[0].AS, scale.Kids[1].AS = Name.Off, Name("/2")

    assert read_form(changed(tmp_path, change)).values["practice--1.b"] == 2


@pytest.mark.parametrize("state", [Name("/9"), Name("/x"), String("²"), 3, Array([1]), Dictionary(A=1), Name("/0")])
def test_a_point_that_the_scale_has_not_is_none(state: object, tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        scale = field(pdf, "practice--1-b")
        scale["/V"] = state
        for kid in scale.Kids:
            kid.AS = Name.Off

    assert read_form(changed(tmp_path, change)).values["practice--1.b"] is None


@pytest.mark.parametrize("value", [1, True, Array(["a"]), Dictionary(A=1), Name("/Text")])
def test_a_text_that_is_none_is_not_taken_for_one(value: object, tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        field(pdf, "thoughts")["/V"] = value

    assert read_form(changed(tmp_path, change)).values["thoughts"] in ("", "/Text")


def test_a_date_that_is_none_is_kept_and_named(tmp_path: Path) -> None:
    found = read_form(saved(form({"plan--1-2": "after Easter"}), tmp_path))
    assert found.values["plan--1-2"] == "after Easter"
    assert found.unclear == ("plan--1-2",)


def test_fields_in_a_ring_are_read_once(tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        fields = pdf.Root.AcroForm.Fields
        ring = pdf.make_indirect(Dictionary(T=String("ring")))
        other = pdf.make_indirect(Dictionary(T=String("other"), Parent=ring, Kids=Array([ring])))
        ring["/Kids"], ring["/Parent"] = Array([other, ring]), other
        fields.append(ring)
        fields.append(fields[0])
        field(pdf, "practice--1-a").Kids.append(field(pdf, "practice--1-a"))

    assert read_form(changed(tmp_path, change)).values["cover--name"] == ANSWERS["cover--name"]


def test_fields_within_fields_without_end_are_read_to_some_depth(tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        inner = Dictionary(T=String("deep"), FT=Name.Tx, V=String("x"))
        for _ in range(200):
            inner = Dictionary(T=String("deep"), Kids=Array([pdf.make_indirect(inner)]))
        pdf.Root.AcroForm.Fields.append(pdf.make_indirect(inner))

    assert read_form(changed(tmp_path, change)).values["thoughts"] == ANSWERS["thoughts"].replace("\r", "")  # type: ignore[union-attr]


def test_thousands_of_fields_are_too_many(tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.AcroForm.Fields = Array([Dictionary(T=String(f"f{n}"), FT=Name.Tx) for n in range(20_001)])

    with pytest.raises(ProblemsError, match="more fields than a workbook can have"):
        read_form(changed(tmp_path, change))


def test_script_and_xfa_are_passed_over(tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
        pdf.Root.AcroForm.XFA = pdf.make_stream(b"<xfa>other answers</xfa>")

    assert dict(read_form(changed(tmp_path, change)).values) == ANSWERS


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: b"", "this is no PDF"),
        (lambda: b"%PDF-1.7\n", "damaged, or it was cut short"),
        (lambda: form()[:3000], "damaged, or it was cut short|no form of a workbook"),
        (printed, "no form of a workbook"),
        (lambda: b"%PDF-" + bytes(20_000_000), "too large for a filled form"),
    ],
    ids=["empty", "a heading", "half", "no form", "large"],
)
def test_what_is_no_form_is_refused(make: Callable[[], bytes], said: str, tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match=said):
        read_form(saved(make(), tmp_path))


def test_a_locked_form_is_refused(tmp_path: Path) -> None:
    for password, said in (("secret", "locked with a password"), ("", "this PDF is protected")):
        locked = changed(tmp_path, lambda pdf: None, encryption=pikepdf.Encryption(owner="owner", user=password))
        with pytest.raises(ProblemsError, match=said):
            read_form(locked)


@pytest.mark.parametrize(
    ("about", "said"),
    [
        ('{"form": "workbook-form/2"}', "of another version"),
        ('{"form": "workbook-form/1"}', "does not say which workbook"),
        ('{"form": "workbook-form/1", "workbook": {"id": "a", "title": 1, "npq": "N"}}', "does not say which workbook"),
        ('{"form": 1}', "no form of a workbook"),
        ("[" * 100_000, "no form of a workbook"),
        ("[]", "no form of a workbook"),
    ],
)
def test_a_form_that_does_not_say_whose_it_is_is_refused(about: str, said: str, tmp_path: Path) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        field(pdf, "workbook")["/V"] = String(about)
        del pdf.docinfo["/WorkbookKit"]

    with pytest.raises(ProblemsError, match=said):
        read_form(changed(tmp_path, change))


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, said in (("none.pdf", "there is no such file"), (".", "this is no file"), ("pipe", "this is no file")):
        with pytest.raises(ProblemsError, match=said):
            read_form(tmp_path / name)


def test_a_file_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    bomb = zlib.compress(bytes(450_000_000), 1)
    assert len(bomb) < 20_000_000
    packed = b"%PDF-1.7\n1 0 obj <</Type /ObjStm /Filter /FlateDecode>> stream\n" + bomb + b"\nendstream endobj\n"
    with pytest.raises(ProblemsError, match="unpacks to far more"):
        read_form(saved(packed, tmp_path))


def test_what_is_packed_twice_is_unpacked_twice() -> None:
    twice = b"stream\n" + zlib.compress(zlib.compress(bytes(3_000_000))) + b"\nendstream"
    assert is_bomb(twice, most=2_000_000)
    assert not is_bomb(twice, most=4_000_000)


def is_read_or_refused(path: Path) -> bool:
    try:
        found = read_form(path)
    except ProblemsError as error:
        return len(error.problems) == 1
    return isinstance(found, FormAnswers) and all(isinstance(one, str | int | None) for one in found.values.values())


FORM_BYTES = bytes(form({"thoughts": "Some words", "practice--1.a": 2}))


@examples(40)
@given(data=st.data())
def test_a_damaged_form_is_read_or_refused(data: st.DataObject, tmp_path: Path) -> None:
    whole = bytearray(FORM_BYTES)
    for _ in range(data.draw(st.integers(0, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    cut = data.draw(st.integers(0, len(whole)) | st.just(len(whole)))
    assert is_read_or_refused(saved(bytes(whole[:cut]), tmp_path))


@examples(40)
@given(data=st.data())
def test_a_form_with_other_objects_in_it_is_read_or_refused(data: st.DataObject, tmp_path: Path) -> None:
    odd = [1, True, String("x"), String(b"\xfe\xff\xd8\x00"), Name("/N"), Array(), Dictionary(), Array([Dictionary()])]

    def change(pdf: pikepdf.Pdf) -> None:
        holders = [pdf.Root, pdf.Root.AcroForm, *pdf.Root.AcroForm.Fields, field(pdf, "practice--1-a").Kids[0]]
        for _ in range(data.draw(st.integers(1, 4))):
            holder = data.draw(st.sampled_from(holders))
            if keys := sorted(set(holder.keys()) - {"/Pages", "/Type", "/Metadata"}):
                holder[data.draw(st.sampled_from(keys))] = data.draw(st.sampled_from(odd))

    assert is_read_or_refused(changed(tmp_path, change))


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("D:20270114104205+01'00'", 1799919725000),
        ("D:20270114094205Z", 1799919725000),
        ("D:20270114094205Z00'00'", 1799919725000),
        ("D:20270114044205-0500", 1799919725000),
        ("20270114094205", 1799919725000),
        ("D:2027", 1798761600000),
        ("D:20271314", None),
        ("", None),
        ("yesterday", None),
        ("D:99991231235959-23'59'", None),
    ],
)
def test_times_of_a_pdf(said: str, at: int | None) -> None:
    assert pdf_time(said) == at
