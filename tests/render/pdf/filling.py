"""Four real tools that fill in a form; each goes about it in its own way."""

import ctypes
import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pikepdf
import pypdf
import pypdfium2
import pypdfium2.raw as pdfium
from pikepdf.form import CheckboxField, Form, RadioButtonGroup, TextField

#: By the names of fields: text, or the point of a scale, or True.
Values = Mapping[str, str | int | bool]


def with_pikepdf(source: Path, target: Path, values: Values) -> None:
    """As a program does."""
    with pikepdf.open(source) as pdf:
        form = Form(pdf)
        for name, value in values.items():
            match form[name]:
                case TextField() as field:
                    field.value = str(value)
                case CheckboxField() as field:
                    field.checked = bool(value)
                case RadioButtonGroup() as field:
                    field.value = pikepdf.Name(f"/{value}")
        pdf.save(target)


def with_pypdf(source: Path, target: Path, values: Values) -> None:
    """As a program does that writes the whole file anew."""
    said = {name: value if isinstance(value, str) else "/Yes" if value is True else f"/{value}"
            for name, value in values.items()}  # fmt: skip
    writer = pypdf.PdfWriter(clone_from=source)
    for page in writer.pages:
        writer.update_page_form_field_values(page, said, auto_regenerate=False)
    writer.write(target)


def with_pdfium(source: Path, target: Path, values: Values) -> None:
    """As a person does in Chromium: a click, then typing."""
    document = pypdfium2.PdfDocument(source)
    document.init_forms()
    form = document.formenv.raw
    waiting = dict(values)
    for page in document:
        pdfium.FORM_OnAfterLoadPage(page.raw, form)
        for number in range(pdfium.FPDFPage_GetAnnotCount(page.raw)):
            annotation = pdfium.FPDFPage_GetAnnot(page.raw, number)
            name = _pdfium_text(pdfium.FPDFAnnot_GetFormFieldName, form, annotation)
            if name in waiting and _is_meant(form, annotation, waiting[name]):
                _click(form, page.raw, annotation)
                if isinstance(waiting[name], str):
                    _type(form, page.raw, str(waiting[name]))
            pdfium.FPDFPage_CloseAnnot(annotation)
        pdfium.FORM_ForceToKillFocus(form)
    document.save(target)
    document.close()


def _pdfium_text(ask: Callable[..., int], *about: object) -> str:
    size = ask(*about, None, 0)
    held = (ctypes.c_ushort * (size // 2 + 1))()
    ask(*about, held, size)
    return bytes(held)[: max(0, size - 2)].decode("utf-16-le")


def _is_meant(form: object, annotation: object, value: object) -> bool:
    """Whether this button of a scale stands for the value; any other field does."""
    if isinstance(value, str | bool):
        return True
    return _pdfium_text(pdfium.FPDFAnnot_GetFormFieldExportValue, form, annotation) == str(value)


def _click(form: object, page: object, annotation: object) -> None:
    box = pdfium.FS_RECTF()
    pdfium.FPDFAnnot_GetRect(annotation, box)
    middle = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
    pdfium.FORM_OnMouseMove(form, page, 0, *middle)
    pdfium.FORM_OnLButtonDown(form, page, 0, *middle)
    pdfium.FORM_OnLButtonUp(form, page, 0, *middle)


def _type(form: object, page: object, text: str) -> None:
    pdfium.FORM_SelectAllText(form, page)
    letters = (text + "\0").encode("utf-16-le")
    held = (ctypes.c_ushort * (len(letters) // 2)).from_buffer_copy(letters)
    pdfium.FORM_ReplaceSelection(form, page, held)


def with_pdfjs(source: Path, target: Path, values: Values) -> None:
    """As Firefox does."""
    script = Path(__file__).with_name("fill.mjs")
    subprocess.run(
        ["node", script, source, target], input=json.dumps(dict(values)), text=True, check=True, capture_output=True
    )


TOOLS = {"pikepdf": with_pikepdf, "pypdf": with_pypdf, "pdfium": with_pdfium, "pdfjs": with_pdfjs}
