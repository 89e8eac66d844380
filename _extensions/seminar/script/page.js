// The published page: restores, keeps and shows what is written in it. Its markup is in seminar.html.

import { earlierAnswer, edit, fits, isEmpty, MOST_BYTES, notRead, read, Refused, revert, sentences, serialise, take, tooLarge } from "./answers.js";
import { openShelf } from "./shelf.js";
import { bind } from "./form.js";
import { actionKey, drawRatings, h } from "./ratings.js";

const SAVE_AFTER = 500; // ms
const DRAW_AFTER = 300;
const REMIND_AFTER = 20; // edits without a copy

/** @param {string} selector @param {ParentNode} [root] @returns {any[]} */
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/** @param {string} id @returns {any} */
const byId = (id) => document.getElementById(id);

/** @param {string} selector @param {ParentNode} [root] */
const textOf = (selector, root = document) => root.querySelector(selector)?.textContent?.trim() ?? "";

/** @param {unknown} one */
const number = (one) => (typeof one === "number" ? one : null);

const { workbook: id = "", npq = "", cohort = "", seminar = "", content: content_hash = "" } = globalThis.document?.body?.dataset ?? {};

class Page {
  here = { id, title: textOf("h1"), npq, cohort, seminar, content_hash };
  main = byId("workbook");
  /** @type {State} */
  state = { answers: new Map(), earlier: [] };
  /** @type {State[]} before and after the last load, until it is taken back */
  loaded = [];
  /** @type {Map<string, Question>} */
  questions = new Map();
  /** @type {Field[]} */
  fields = [];
  edits = 0; // since the last copy
  copied = false;
  unsaved = false;
  failing = false;
  text = ""; // what the device holds, as far as this tab knows
  saving = 0;
  drawing = 0;
  shelf = openShelf(id, (text) => this.otherTab(text));

  paint() {}

  async begin() {
    this.absorb(this.shelf.peek());
    Object.assign(this, bind(this.main, this));
    for (const { key, kind, points, box } of this.fields) {
      const action = kind === "radio" && actionKey(box.closest("[data-id]")?.getAttribute("data-id") ?? "", box.dataset.code ?? "");
      if (action) this.questions.set(action, { key: action, kind: "text", points: 0 });
      this.questions.set(key, { key, kind, points });
    }
    for (const one of all("[data-scripted]")) one.hidden = false;
    byId("unscripted").remove();
    this.listen();
    this.draw();
    this.otherTab((await this.shelf.read()) || this.text);
    this.kept(await this.shelf.works());
  }

  listen() {
    addEventListener("pagehide", () => this.save());
    addEventListener("visibilitychange", () => this.save());
    addEventListener("pageshow", (event) => event.persisted && !this.failing && location.reload());
    addEventListener("beforeunload", (event) => this.failing && this.unsaved && event.preventDefault());
    addEventListener("beforeprint", () => document.body.dataset.print !== "blank" && this.writeOut());
    addEventListener("afterprint", () => this.eraseOut());
    addEventListener("click", ({ target }) => {
      const button = target instanceof Element && target.closest("[data-do]");
      if (button) this.actions[button.getAttribute("data-do") ?? ""]();
    });
    byId("load").addEventListener("change", () => this.load(byId("load").files[0]));
  }

  // The host of the forms

  /** @param {string} key */
  get = (key) => this.state.answers.get(key)?.value;

  /** @param {string} key */
  earlier = (key) => earlierAnswer(this.state, key);

  /** @param {string} key @param {Value} value @param {string} asked */
  set = (key, value, asked) => {
    edit(this.state.answers, key, value, asked);
    this.edits++;
    this.changed();
  };

  changed() {
    this.copied = false;
    this.unsaved = true;
    this.saving ||= setTimeout(() => this.save(), SAVE_AFTER);
    this.drawing ||= setTimeout(() => this.draw(), DRAW_AFTER);
  }

  // Keeping

  async save() {
    clearTimeout(this.saving);
    this.saving = 0;
    if (!this.unsaved) return;
    const other = this.shelf.peek();
    if (other && other !== this.text) this.absorb(other);
    await this.write();
    const time = new Date().toLocaleTimeString("en-GB", { timeStyle: "short" });
    byId("saved").textContent = this.failing ? "Not saved: take a copy" : `Saved on this device, ${time}`;
    byId("remind").hidden = this.edits < REMIND_AFTER;
  }

  async write() {
    this.unsaved = false;
    this.text = this.file();
    this.kept(await this.shelf.write(this.text));
    this.unsaved ||= this.failing;
  }

  /** @param {boolean} kept */
  kept(kept) {
    this.failing = !kept;
    byId("unkept").hidden = kept;
  }

  file = (indent = 0) => JSON.stringify(serialise(this.state, this.here), null, indent);

  // What this device holds, perhaps from another tab. Nothing of it is left out for not fitting a question.
  /** @param {string} text */
  absorb(text) {
    this.text = text;
    try {
      this.state = take(this.state, new Map(), read(text, Infinity), this.here).state;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
    }
  }

  /** @param {string | null} text */
  otherTab(text) {
    if (text === null) this.forget();
    else this.absorb(text);
    this.paint();
    this.draw();
  }

  forget() {
    clearTimeout(this.saving);
    Object.assign(this, { state: { answers: new Map(), earlier: [] }, loaded: [], saving: 0, unsaved: false, edits: 0, text: "" });
    byId("saved").textContent = "Nothing is kept on this device";
  }

  // What the buttons do

  /** @type {Record<string, () => void>} */
  actions = {
    answers: () => byId("answers").showModal(),
    finish: () => {
      this.actions.close();
      byId("copied").textContent = "";
      byId("finish").showModal();
    },
    close: () => all("dialog").forEach((one) => one.close()),
    download: () => {
      this.hand(`${id}.answers.json`, "application/json", this.file(1));
      Object.assign(this, { copied: true, edits: 0 });
      byId("copied").textContent = "Your copy is among this device’s downloads.";
      byId("remind").hidden = true;
      this.draw();
    },
    readable: () => this.hand(`${id}.html`, "text/html", this.readable()),
    print: () => this.print("answers"),
    blank: () => this.print("blank"),
    undo: () => {
      const [before, after] = this.loaded;
      this.loaded = [];
      this.replace(revert(this.state, before, after));
      this.tell(["The load is taken back."]);
    },
    clear: async () => {
      this.forget();
      this.paint();
      this.actions.close();
      await this.shelf.clear();
      this.draw();
    },
  };

  /** @param {string} name @param {string} type @param {string} text */
  hand(name, type, text) {
    const link = h("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  /** @param {File | undefined} file */
  async load(file) {
    if (!file) return;
    try {
      if (file.size > MOST_BYTES) throw tooLarge();
      const text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
      const { state, changes } = take(this.state, this.questions, read(text), this.here);
      const [mine, theirs] = [this.get("cover--name"), state.answers.get("cover--name")?.value];
      this.loaded = [this.state, state];
      this.replace(state);
      const whose = mine && mine !== theirs ? [`The name was “${mine}” and is now “${theirs}”.`] : [];
      this.tell([...whose, ...sentences(changes), ...this.names(changes.keys)]);
    } catch (error) {
      this.tell([(error instanceof Refused ? error : notRead()).message]);
    }
    byId("load").value = ""; // so that the same file can be chosen again
  }

  /** @param {State} state */
  replace(state) {
    this.state = state;
    this.paint();
    this.changed();
  }

  /** Which activities a load changed. @param {string[]} keys */
  names(keys) {
    const boxes = this.fields.filter(({ key }) => keys.includes(key)).map(({ box }) => box.closest(".seminar-activity, .owner"));
    const names = new Set(boxes.map((box) => box && textOf(".question", box)));
    return names.size ? [`Changed: ${[...names].join(" · ")}`] : [];
  }

  /** @param {string[]} said */
  tell(said) {
    byId("loaded").replaceChildren(h("ul", {}, ...said.map((one) => h("li", {}, one))));
    byId("undo").hidden = !this.loaded.length;
  }

  // What the page shows of the answers

  draw() {
    clearTimeout(this.drawing);
    this.drawing = 0;
    const name = this.get("cover--name");
    for (const one of all(".whose")) one.textContent = name ?? "";
    for (const one of all(".named")) one.hidden = isEmpty(name);
    byId("clear").disabled = !this.copied && this.state.answers.size + this.state.earlier.length > 0;
    const groups = all("[data-activity=rating]").map((box) => this.group(box));
    const rated = groups.some(({ stems }) => stems.some(({ statements }) => statements.some(({ value }) => value)));
    byId("unrated").hidden = rated;
    drawRatings(byId("drawn"), rated ? groups : [], this);
    this.drawLeft();
    this.drawKept();
  }

  /** @param {HTMLElement} box @returns {RatingGroup} */
  group(box) {
    const { id: activity = "", kind } = box.dataset;
    const stems = all(".statements", box).map((stem) => ({
      area: "",
      title: textOf(".stem", stem),
      statements: all(".statement", stem).map((one) => this.statement(activity, one)),
    }));
    const scale = all(".scale li", box).map((one) => one.textContent);
    return { activity, kind: /** @type {RatingGroup["kind"]} */ (kind), question: textOf(".scale-question", box), scale, stems };
  }

  /** @param {string} activity @param {HTMLElement} box @returns {Statement} */
  statement(activity, box) {
    const { code = "" } = box.dataset;
    const key = `${activity}--${code}`;
    return { key, code, text: textOf("[data-official]", box), value: number(this.get(key)), previous: number(this.earlier(key)?.value) };
  }

  drawLeft() {
    /** @type {{ heading: HTMLElement, fields: Field[] }[]} */
    const chapters = [];
    const byBox = new Map(this.fields.map((field) => [field.box, field]));
    for (const one of all("h2, [data-field]", this.main)) {
      const field = byBox.get(one);
      if (field) chapters.at(-1)?.fields.push(field);
      else chapters.push({ heading: one, fields: [] });
    }
    const items = chapters.flatMap(({ heading, fields }) => {
      const left = fields.filter(({ key }) => isEmpty(this.get(key))).length;
      const link = h("a", { href: `#${heading.id}` }, heading.textContent ?? "");
      return left ? [h("li", {}, link, ` ${left} of ${fields.length} still to do`)] : [];
    });
    byId("done").hidden = items.length > 0;
    byId("to-do").replaceChildren(...items);
  }

  drawKept() {
    const earlier = this.state.earlier.map(({ workbook, answers }) => ({ from: `${workbook.title}: `, answers }));
    const shown = [{ from: "", answers: this.state.answers }, ...earlier].flatMap(({ from, answers }) =>
      [...answers].flatMap(([key, { value, asked = key.replace("--", " ") }]) => {
        const question = this.questions.get(key);
        const placed = isEmpty(value) || (question && fits(question, value));
        return placed ? [] : [h("dt", {}, from + asked), h("dd", {}, String(value))];
      }),
    );
    byId("kept").hidden = !shown.length;
    byId("kept-answers").replaceChildren(...shown);
  }

  // On paper, and in a copy to read

  /** @param {string} what */
  print(what) {
    this.actions.close();
    document.body.dataset.print = what;
    print();
  }

  // A box to write in cuts off what is longer than itself; plain text does not.
  writeOut() {
    this.eraseOut();
    for (const one of all("textarea, input:not([type=radio])", this.main)) {
      const day = one.type === "date" && one.valueAsDate?.toLocaleDateString("en-GB", { dateStyle: "long", timeZone: "UTC" });
      one.after(h("span", { className: "written" }, day || one.value));
    }
    for (const one of all(".statement")) {
      one.append(h("p", { className: "written chosen" }, one.querySelector(":checked")?.parentElement.textContent ?? ""));
    }
  }

  eraseOut() {
    delete document.body.dataset.print;
    for (const one of all(".written")) one.remove();
  }

  readable() {
    this.writeOut();
    const copy = /** @type {HTMLElement} */ (document.documentElement.cloneNode(true));
    this.eraseOut();
    const tools = "script, dialog, textarea, input, .bar, .skip, .options, .heads, .reveal, .reveal-first, .where, .warning, .contents, .left";
    for (const one of all(tools, copy)) one.remove();
    const body = all("body", copy)[0];
    body.removeAttribute("data-workbook");
    body.dataset.copy = "";
    all("meta[http-equiv]", copy)[0].content = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:";
    return `<!DOCTYPE html>\n${copy.outerHTML}`;
  }
}

if (id) new Page().begin();
