// The published page. Its markup is in seminar.html.

import { earlierAnswer, edit, fits, isEmpty, MOST_BYTES, notRead, read, Refused, revert, sentences, serialise, take, tooLarge } from "./answers.js";
import { all, byId, h } from "./dom.js";
import { openShelf } from "./shelf.js";
import { fieldsOf, questionsOf, ratingsOf, readModel } from "./workbook.js";
import { bind } from "./form.js";
import { drawRatings } from "./ratings.js";
import { eraseOut, readable, writeOut } from "./paper.js";

const SAVE_AFTER = 500;
const DRAW_AFTER = 300;
const REMIND_AFTER = 20;

/** @returns {State} */
const nothing = () => ({ answers: new Map(), earlier: [] });

/** @type {Model} */
let model;
/** @type {Workbook} */
let here;
/** @type {ReturnType<typeof openShelf>} */
let shelf;
/** @type {Form} */
let form;
/** @type {Map<string, Question>} */
let questions;
let state = nothing();
/** @type {State[]} before and after the last load, until it is taken back */
let loaded = [];
let known = ""; // what the device holds
let edits = 0; // since a copy
let [copied, unsaved, failing, moved] = [false, false, false, true];
let [saving, drawing] = [0, 0];

/** @type {Host} */
const host = {
  get: (key) => state.answers.get(key)?.value,
  earlier: (key) => earlierAnswer(state, key),
  set(key, value) {
    edit(state.answers, key, value, questions.get(key)?.label);
    edits++;
    moved ||= typeof value !== "string";
    changed();
  },
};

async function begin() {
  model = readModel(byId("model").textContent);
  const { id, title, npq, cohort, seminar, edition } = model;
  here = { id, title, npq, cohort, seminar, content_hash: edition };
  questions = questionsOf(model);
  shelf = openShelf(id, otherTab);
  absorb(shelf.peek());
  form = bind(byId("workbook"), fieldsOf(model), host);
  for (const one of all("[data-scripted]")) one.hidden = false;
  byId("unscripted").remove();
  listen();
  drawing = setTimeout(draw, DRAW_AFTER);
  const kept = await shelf.read();
  if (kept && kept !== known) otherTab(kept);
  tellKept(await shelf.works());
}

function listen() {
  addEventListener("pagehide", save);
  addEventListener("visibilitychange", save);
  addEventListener("pageshow", (event) => event.persisted && !failing && location.reload());
  addEventListener("beforeunload", (event) => failing && unsaved && event.preventDefault());
  addEventListener("beforeprint", () => document.body.dataset.print || writeOut());
  addEventListener("afterprint", eraseOut);
  addEventListener("click", ({ target }) => {
    const button = target instanceof Element && target.closest("[data-do]");
    if (button) deeds[button.getAttribute("data-do") ?? ""]();
  });
  byId("load").addEventListener("change", () => load(byId("load").files[0]));
}

// Keeping

function changed() {
  copied = false;
  unsaved = true;
  saving ||= setTimeout(save, SAVE_AFTER);
  clearTimeout(drawing);
  drawing = setTimeout(draw, DRAW_AFTER);
}

async function save() {
  clearTimeout(saving);
  saving = 0;
  if (!unsaved) return;
  const other = shelf.peek();
  if (other && other !== known) absorb(other);
  unsaved = false;
  known = asText();
  tellKept(await shelf.write(known));
  unsaved ||= failing;
  const at = new Date().toLocaleTimeString("en-GB", { timeStyle: "short" });
  if (!failing) byId("saved").textContent = `Saved on this device, ${at}`;
  byId("remind").hidden = edits < REMIND_AFTER;
}

/** @param {boolean} kept */
function tellKept(kept) {
  failing = !kept;
  byId("unkept").hidden = kept;
  if (failing) byId("saved").textContent = "Not saved: take a copy";
}

const asText = (indent = 0) => JSON.stringify(serialise(state, here), null, indent);

// What this device holds, fitting or not, perhaps from another tab.
/** @param {string} text */
function absorb(text) {
  known = text;
  try {
    state = take(state, new Map(), read(text, Infinity), here).state;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
}

/** @param {string | null} text */
function otherTab(text) {
  if (text === null) forget();
  else absorb(text);
  form.paint();
  moved = true;
  draw();
}

function forget() {
  clearTimeout(saving);
  [state, loaded, known, edits, saving, unsaved] = [nothing(), [], "", 0, 0, false];
  byId("saved").textContent = "Nothing is kept on this device";
}

// What the buttons do

/** @type {Record<string, () => void>} */
const deeds = {
  answers: () => byId("answers").showModal(),
  finish() {
    deeds.close();
    byId("copied").textContent = "";
    byId("finish").showModal();
  },
  close: () => all("dialog").forEach((one) => one.close()),
  download() {
    hand(`${here.id}.answers.json`, "application/json", asText(1));
    [copied, edits] = [true, 0];
    byId("copied").textContent = "Your copy is in the downloads.";
    byId("remind").hidden = true;
    draw();
  },
  readable: () => hand(`${here.id}.html`, "text/html", readable()),
  print() {
    deeds.close();
    print();
  },
  blank() {
    document.body.dataset.print = "blank";
    deeds.print();
  },
  undo() {
    const [before, after] = loaded;
    loaded = [];
    replace(revert(state, before, after));
    tell(["The load is taken back."]);
  },
  async clear() {
    otherTab(null);
    deeds.close();
    await shelf.clear();
    byId("news").textContent = "This device is cleared.";
  },
};

/** @param {string} name @param {string} type @param {string} text */
function hand(name, type, text) {
  const link = h("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** @param {File | undefined} file */
async function load(file) {
  if (!file) return;
  try {
    if (file.size > MOST_BYTES) throw tooLarge();
    const text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
    const { state: after, changes } = take(state, questions, read(text), here);
    loaded = [state, after];
    replace(after);
    tell([...sentences(changes), ...namesOf(changes.keys)]);
  } catch (error) {
    tell([(error instanceof Refused ? error : notRead()).message]);
  }
  byId("load").value = "";
}

/** @param {State} other */
function replace(other) {
  state = other;
  form.paint();
  moved = true;
  changed();
}

/** Which activities a load changed. @param {string[]} keys */
function namesOf(keys) {
  const names = new Set(keys.map((key) => questions.get(key)?.about).filter(Boolean));
  return names.size ? [`Changed: ${[...names].join(" · ")}`] : [];
}

/** @param {string[]} said */
function tell(said) {
  byId("loaded").replaceChildren(h("ul", {}, ...said.map((one) => h("li", {}, one))));
  byId("undo").hidden = !loaded.length;
}

// What the page shows of the answers

function draw() {
  clearTimeout(drawing);
  const name = host.get("cover--name");
  for (const one of all(".whose")) one.textContent = name ?? "";
  for (const one of all(".named")) one.hidden = isEmpty(name);
  byId("clear").disabled = !copied && state.answers.size + state.earlier.length > 0;
  if (moved) drawMoved();
  moved = false;
  drawLeft();
  drawKept();
}

function drawMoved() {
  const rated = fieldsOf(model).some(({ key, type }) => type === "rating" && host.get(key));
  byId("unrated").hidden = rated;
  drawRatings(byId("drawn"), rated ? ratingsOf(model, host) : [], host);
}

function drawLeft() {
  const items = model.chapters.flatMap(({ id, title, blocks }) => {
    const fields = blocks.flatMap((one) => one.fields);
    const left = fields.filter(({ key }) => isEmpty(host.get(key))).length;
    const [heading] = all(`[data-chapter="${id}"]`);
    const name = heading ? h("a", { href: `#${heading.id}` }, title) : title;
    return left ? [h("li", {}, name, ` ${left} of ${fields.length} still to do`)] : [];
  });
  byId("done").hidden = items.length > 0;
  byId("to-do").replaceChildren(...items);
}

function drawKept() {
  const earlier = state.earlier.map(({ workbook, answers }) => ({ from: `${workbook.title}: `, answers }));
  const shown = [{ from: "", answers: state.answers }, ...earlier].flatMap(({ from, answers }) =>
    [...answers].flatMap(([key, { value, asked = key.replace("--", " ") }]) => {
      const question = questions.get(key);
      const placed = isEmpty(value) || (question && fits(question, value));
      return placed ? [] : [h("dt", {}, from + asked), h("dd", {}, String(value))];
    }),
  );
  byId("kept").hidden = !shown.length;
  byId("kept-answers").replaceChildren(...shown);
}

if (globalThis.document?.getElementById("model")) begin();
