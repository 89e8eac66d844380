"""One activity of each kind, and text that tries to be more than text."""

import re
from html.parser import HTMLParser

from workbook_kit.activities import Activity, Blanks, Checklist, Ladder, Prompt, Rating, Sensemaking, Table

FRAMEWORK = {
    "title": "Leading Apples framework",
    "edition": "May 2024",
    "licence": "Open Government Licence v3.0",
    "attribution": "Crown copyright",
}
SCALE = {"question": "How sure are you?", "labels": ["New to me", "Finding out", "Sure", "Could teach it"]}
CARE = [{"code": "1.a", "text": "Pruning."}, {"code": "1.b", "text": "Rest."}]
GROUPS = [
    {"title": "Look after trees by:", "statements": CARE},
    {"title": "Orchards", "statements": [{"code": "1.10", "text": "Trees need light."}]},
]


def rating(text: str = "Trees need light.", id: str = "practice", **more: object) -> Rating:
    """A rating whose last statement has this text."""
    groups = [GROUPS[0], {"title": "Orchards", "statements": [{"code": "1.10", "text": text}]}]
    given = {"groups": groups, "scale": SCALE, "framework": FRAMEWORK, "kind": "practice"} | more
    return Rating(id, "Rate yourself", **given)  # type: ignore[arg-type]


def every(text: str = "What grew?") -> list[Activity]:
    """One activity of each kind, all using the text wherever a text may stand."""
    return [
        Prompt("prompt", text, lines=3, help=text, mode=text, minutes=5),
        Prompt("filling", text, lines="fill"),
        Prompt("prompt", text).twin(mode="In pairs"),
        Blanks("blanks", text, answers=[text, text, "leaf"]),
        Checklist("ready", text, items={"read": text, "booked": "I have booked the room"}, help=text),
        Checklist("steps", text, items=[text, "Next"]).twin(),
        Rating("practice", text, groups=[{"title": text, "statements": [{"code": "1.a", "text": text}]}],
               scale={"question": text, "labels": [text, "Sure"]}, framework=FRAMEWORK | {"attribution": text},
               kind="practice"),
        Table("plan", text, columns=[text, "By when"], rows=[text, "Row two"], corner=text, kinds=["text", "date"]),
        Table("actions", text, columns=[text], rows=2),
        Sensemaking("sense", text, notice=text, interpret=text, act=text),
        Ladder("ladder", text, rungs=[text, "What I did"]),
    ]  # fmt: skip


HOSTILE = {
    "quotes": "He said \"no\" and 'never'",
    "script": "<script>alert(1)</script> & <b>bold</b>",
    "jinja": "{{ 7*7 }} and {% raw %}",
    "shortcode": "{{< include secret.md >}}",
    "maths": "costs $x$ or $$y$$ or \\(z\\)",
    "heading": "#heading and #import \"x.typ\" and = One",
    "marks": "*bold* _slant_ @cite ~sub~ ^sup^ [link](x) !",
    "backslashes": "C:\\new\\table \\u{41} \\",
    "fences": "a ``` b ```` {=typst} ``` #panic()",
    "divs": "::: {.facilitator} :::",
    "welsh": "Llŷr a’i dŵr, Ẅ ẃ ẁ ŵ ŷ Ŵ Ŷ",
    "polish": "Zażółć gęślą jaźń ŁÓDŹ",
}  # fmt: skip


class Page(HTMLParser):
    """A piece of HTML, taken apart: its tags with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.unseen = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.unseen += tag in ("style", "script", "title")

    def handle_endtag(self, tag: str) -> None:
        self.unseen -= tag in ("style", "script", "title")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def values(self, attribute: str, *tags: str) -> list[str]:
        """Every value of the attribute, on these tags or on any."""
        found = (attrs.get(attribute) for tag, attrs in self.tags if not tags or tag in tags)
        return [value for value in found if value is not None]

    def names(self) -> list[str]:
        """The names of all controls, each once, in reading order."""
        return list(dict.fromkeys(self.values("name", "input", "textarea")))


def squeezed(text: str) -> str:
    """The text without any space, for comparing with text that lines were broken in."""
    return re.sub(r"\s|\N{SOFT HYPHEN}|\ufffe", "", text)
