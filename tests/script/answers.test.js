// What a file of answers may do to the answers that are here: `answers.js` alone, without a page.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { actionKey, edit, earlierAnswer, fieldId, fits, isEmpty, joinKey, read, Refused, relation, revert, sentences, serialise, splitKey, take, tooLarge } from "../../_extensions/seminar/script/answers.js";
import { hostile } from "./seeded.js";

const NOW = Date.parse("2027-02-04T10:00:00.000Z");
const HERE = { id: "ltd-x-2027--seminar-2", title: "Second", npq: "NPQLTD", cohort: "ltd-x-2027", seminar: "seminar-2", content_hash: "h" };
const BEFORE = { ...HERE, id: "ltd-x-2027--seminar-1", title: "First", seminar: "seminar-1" };
const QUESTIONS = new Map([
  ["prompt", { key: "prompt", type: "text" }],
  ["cover--name", { key: "cover--name", type: "text" }],
  ["steps--1-2", { key: "steps--1-2", type: "date" }],
  ["practice--1.a", { key: "practice--1.a", type: "rating", points: 5 }],
  ["practice--1.b", { key: "practice--1.b", type: "rating", points: 5 }],
  ["ready--1", { key: "ready--1", type: "check" }],
]);
const EMPTY = { answers: new Map(), earlier: [] };

/** A state that has an answer to everything, one of them kept from another edition, and an earlier seminar's. */
function filled() {
  const answers = new Map();
  const given = { "prompt": "My words", "cover--name": "Ada", "steps--1-2": "2027-03-01", "practice--1.a": 2, "gone": "Kept words" };
  Object.entries(given).forEach(([key, value], n) => edit(answers, key, value, typeof value === "string" ? `Ask ${key}` : undefined, NOW - 5000 + n));
  const earlier = [{ workbook: BEFORE, at: NOW - 90_000, answers: new Map([["practice--1.a", { value: 1, at: NOW - 90_000 }]]) }];
  return { answers, earlier };
}

/** The file of some answers, as its text. */
const fileOf = (answers, more = {}) =>
  JSON.stringify({ schema: "workbook-answers/1", workbook: HERE, saved_at: "2027-02-04T09:59:59.000Z", answers, ...more });

const load = (state, text, here = HERE) => take(state, QUESTIONS, read(text, NOW), here);
const values = (state) => Object.fromEntries([...state.answers].map(([key, one]) => [key, one.value]).sort());

// cases shared with Python ---------------------------------------------------------------------------

const CASES = JSON.parse(readFileSync(new URL("../answers/cases.json", import.meta.url), "utf8"));

/** A file without the optional members that are empty. */
const tidy = (file) => JSON.parse(JSON.stringify(file, (name, value) => (name === "asked" && !Object.keys(value).length ? undefined : value)));

/** The file that the case's answers are in after loading. */
function outcome({ here, now, before, file, text }) {
  const questions = new Map(here.fields.map((field) => [field.key, field]));
  const { answers, earlier } = before ? read(JSON.stringify(before), now) : EMPTY;
  const { state, changes } = take({ answers, earlier }, questions, read(text ?? JSON.stringify(file), now), here.workbook);
  return { after: tidy(serialise(state, here.workbook, now)), sentences: sentences(changes) };
}

for (const one of CASES) {
  test(`shared case: ${one.name}`, () => {
    if (one.refused) assert.throws(() => outcome(one), (error) => error instanceof Refused && error.message === one.refused);
    else {
      const { after, sentences } = outcome(one);
      assert.deepEqual(sentences, one.sentences);
      for (const [member, value] of Object.entries(tidy(one.after))) assert.deepEqual(after[member], value, member);
    }
  });
}

test("the shared cases hold both what is refused and what is taken", () => {
  assert.ok(CASES.filter((one) => one.refused).length >= 5);
  assert.ok(CASES.filter((one) => one.sentences).length >= 10);
});

// hostile files --------------------------------------------------------------------------------------

const GOOD = JSON.parse(JSON.stringify(serialise(filled(), HERE, NOW)));
const PROTOTYPES = [Object, Array, Map, String, Number, Function].map((type) => type.prototype);
const ownKeys = () => PROTOTYPES.map((one) => Reflect.ownKeys(one));

/** What came of a hostile file: "refused", or the state after it. Anything thrown but Refused is thrown on. */
function outcomeOf(text, state) {
  try {
    return load(state, text).state;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    assert.match(error.message, /\. Nothing was loaded\.$/);
    return "refused";
  }
}

test("three thousand strange files throw nothing but Refused, and reach no prototype", () => {
  const [before, seen] = [ownKeys(), { refused: 0, taken: 0 }];
  for (let seed = 1; seed <= 3000; seed++) {
    const text = hostile(seed, GOOD);
    try {
      seen[outcomeOf(text, filled()) === "refused" ? "refused" : "taken"]++;
    } catch (error) {
      assert.fail(`seed ${seed}: ${error.stack}\n${text.slice(0, 300)}`);
    }
  }
  assert.deepEqual(ownKeys(), before);
  assert.equal({}.polluted, undefined);
  assert.ok(seen.refused > 300 && seen.taken > 300, JSON.stringify(seen));
});

test("a file, strange or not, leaves the state that it was offered to as it was", () => {
  for (let seed = 1; seed <= 500; seed++) {
    const state = filled();
    outcomeOf(hostile(seed, GOOD), state);
    assert.deepEqual(state, filled(), `seed ${seed}`);
  }
});

test("whatever was taken from a strange file fits its question, and its file is read back the same", () => {
  for (let seed = 1; seed <= 1000; seed++) {
    const state = outcomeOf(hostile(seed, GOOD), filled());
    if (state === "refused") continue;
    for (const [key, { value }] of state.answers) assert.ok(!QUESTIONS.has(key) || fits(QUESTIONS.get(key), value), `seed ${seed}: ${key}`);
    const again = read(JSON.stringify(serialise(state, HERE, NOW)), NOW);
    assert.deepEqual(again.notes, [], `seed ${seed}`);
    assert.deepEqual(values(again), values(state), `seed ${seed}`);
  }
});

test("an activity that is one text in one file and has parts in another keeps both through a file", () => {
  const state = load(filled(), fileOf({ gone: { 1: "a part" } })).state;
  assert.deepEqual(values(read(JSON.stringify(serialise(state, HERE, NOW)), NOW)), values(state));
  assert.equal(state.answers.get("gone").value, "Kept words");
});

test("a name that every object has is a name like any other, or left out", () => {
  const text = fileOf({ constructor: "one", "to-string": "two" }).replace('"answers":{', '"answers":{"__proto__":{"polluted":"yes"},');
  const { state, changes } = load(EMPTY, text);
  assert.deepEqual(values(state), { constructor: "one", "to-string": "two" });
  assert.deepEqual(changes.notes, ["1 answer was left out: no activity has such a name."]);
  assert.equal({}.polluted, undefined);
});

test("a file with very deep brackets is refused", () => {
  for (const text of ["[".repeat(100_000), '{"answers":'.repeat(100_000)]) assert.throws(() => read(text, NOW), Refused);
});

test("a file of more than twenty million letters is refused before it is read", () => {
  assert.throws(() => read(" ".repeat(20_000_001), NOW), (error) => error.message === tooLarge().message);
});

// merging --------------------------------------------------------------------------------------------

test("a saved state loads on a clean device, equal", () => {
  const { state } = load(EMPTY, JSON.stringify(serialise(filled(), HERE, NOW)));
  assert.deepEqual(serialise(state, HERE, NOW), serialise(filled(), HERE, NOW));
});

test("loading a file twice changes nothing the second time", () => {
  const text = fileOf({ prompt: "Theirs", practice: { "1.b": 4 } }, { edited: { prompt: "2027-02-04T09:59:59.500Z" } });
  const once = load(filled(), text).state;
  const { state, changes } = load(once, text);
  assert.deepEqual(state, once);
  assert.deepEqual(sentences(changes), ["Nothing changed: every answer in this file is here already."]);
});

test("two devices that load each other's file end with the same answers", () => {
  const [mine, yours] = [filled(), filled()];
  edit(mine.answers, "prompt", "Mine, first", "", NOW - 900);
  edit(yours.answers, "prompt", "Yours, later", "", NOW - 800);
  edit(mine.answers, "practice--1.b", 5, "", NOW - 700);
  const mineNow = load(mine, JSON.stringify(serialise(yours, HERE, NOW))).state;
  const yoursNow = load(yours, JSON.stringify(serialise(mine, HERE, NOW))).state;
  assert.deepEqual(values(mineNow), values(yoursNow));
  assert.equal(values(mineNow).prompt, "Yours, later");
});

test("a text that was cleared later stays cleared, and one that was never written overwrites nothing", () => {
  const cleared = fileOf({ prompt: "" }, { edited: { prompt: "2027-02-04T09:59:59.900Z" } });
  assert.equal(values(load(filled(), cleared).state).prompt, "");
  assert.equal(values(load(filled(), fileOf({ prompt: "", practice: { "1.a": null } })).state).prompt, "My words");
});

test("a time in the future is brought back to now, so that it cannot win for ever", () => {
  const { state } = load(EMPTY, fileOf({ prompt: "From tomorrow" }, { edited: { prompt: "2999-01-01T00:00:00Z" } }));
  assert.equal(state.answers.get("prompt").at, NOW);
  edit(state.answers, "prompt", "Typed now", "", NOW);
  assert.equal(state.answers.get("prompt").value, "Typed now");
  assert.ok(state.answers.get("prompt").at > NOW);
});

test("an edit counts as later than the one before although the clock jumped back", () => {
  const answers = new Map();
  edit(answers, "prompt", "first", "", NOW);
  edit(answers, "prompt", "second", "", NOW - 3_600_000);
  assert.equal(answers.get("prompt").at, NOW + 1);
});

for (const [value, fit] of [[1, true], [5, true], [null, true], [0, false], [6, false], [99, false], ["3", false]]) {
  test(`a rating of ${JSON.stringify(value)} on a scale of five ${fit ? "fits" : "does not fit"}`, () => {
    assert.equal(fits(QUESTIONS.get("practice--1.a"), value), fit);
    const { state, changes } = load(filled(), fileOf({ practice: { "1.b": value } }));
    assert.equal(values(state)["practice--1.b"] ?? null, fit ? value : null);
    assert.equal(changes.notes.length, fit ? 0 : 1);
  });
}

for (const [value, fit] of [[1, true], [null, true], [0, false], [2, false], ["1", false], ["", false]]) {
  test(`${JSON.stringify(value)} ${fit ? "fits" : "does not fit"} a box to tick`, () => {
    assert.equal(fits(QUESTIONS.get("ready--1"), value), fit);
    const { state, changes } = load(filled(), fileOf({ ready: { 1: value } }));
    assert.equal(values(state)["ready--1"] ?? null, fit ? value : null);
    assert.equal(changes.notes.length, fit || value === "" ? 0 : 1);
  });
}

test("a tick goes into a file as 1, and one taken away again as nothing", () => {
  const state = filled();
  edit(state.answers, "ready--1", 1, "", NOW);
  assert.deepEqual(serialise(state, HERE, NOW).answers.ready, Object.assign(Object.create(null), { 1: 1 }));
  const theirs = fileOf({ ready: { 1: null } }, { edited: { ready: { 1: "2027-02-04T10:00:00Z" } } });
  assert.equal(values(load(state, theirs).state)["ready--1"], 1);
  assert.equal(values(revert(state, filled(), state))["ready--1"], null);
});

test("undo gives back by later edits what a load changed, and leaves alone what was written after it", () => {
  const before = filled();
  const { state: after } = load(before, fileOf({ prompt: "Theirs", practice: { "1.a": 5, "1.b": 4 } }, { saved_at: "2027-02-04T10:00:00.000Z" }));
  const since = { answers: new Map(after.answers), earlier: after.earlier };
  edit(since.answers, "cover--name", "Ada Lowe", "", NOW + 5);
  edit(since.answers, "practice--1.a", 3, "", NOW + 6);
  const undone = revert(since, before, after);
  assert.equal(values(undone).prompt, "My words");
  assert.ok(isEmpty(values(undone)["practice--1.b"]));
  assert.ok(undone.answers.get("prompt").at > after.answers.get("prompt").at);
  assert.equal(values(undone)["cover--name"], "Ada Lowe");
  assert.equal(values(undone)["practice--1.a"], 3);
});

for (const [what, there, related] of [
  ["the same workbook", HERE, "same"],
  ["the same seminar of another cohort", { ...HERE, id: "other" }, "same"],
  ["another seminar of the NPQ", BEFORE, "earlier"],
  ["another NPQ", { ...BEFORE, npq: "NPQLT" }, "other"],
]) {
  test(`${what} is related as "${related}"`, () => assert.equal(relation(HERE, there), related));
}

test("an earlier seminar's answers stand beside the ones here and replace none", () => {
  const file = fileOf({ prompt: "Then", practice: { "1.a": 4 }, cover: { name: "Someone" } }, { workbook: BEFORE, saved_at: "2027-01-14T10:00:00Z" });
  const before = { ...filled(), earlier: [] };
  const { state, changes } = load(before, file);
  assert.deepEqual(values(state), values(before));
  assert.deepEqual(earlierAnswer(state, "practice--1.a"), { value: 4, title: "First" });
  assert.deepEqual(sentences(changes), ["2 answers taken from “First” to compare with."]);
});

test("at most ten earlier workbooks are kept, the newest", () => {
  let state = EMPTY;
  for (let n = 1; n <= 12; n++) {
    const workbook = { ...BEFORE, id: `ltd-x-2027--s-${n}`, title: `S ${n}` };
    state = load(state, fileOf({ prompt: `Words ${n}` }, { workbook, saved_at: `2027-01-${10 + n}T10:00:00Z` })).state;
  }
  assert.deepEqual(state.earlier.map((one) => one.workbook.title), [12, 11, 10, 9, 8, 7, 6, 5, 4, 3].map((n) => `S ${n}`));
});

// keys, by cases shared with Python -------------------------------------------------------------------

for (const { activity, part, key, id } of JSON.parse(readFileSync(new URL("../activities/keys.json", import.meta.url), "utf8"))) {
  test(`the key ${key} is joined and split, and has its id`, () => {
    assert.equal(joinKey(activity, part), key);
    assert.deepEqual(splitKey(key), part === undefined ? [activity] : [activity, part]);
    assert.equal(fieldId(key), id);
  });
}

test("an action belongs to a statement as it is rated in one activity", () => assert.equal(actionKey("practice", "1.a"), "practice-action--1.a"));

test("a part without a name is no part", () => {
  const { state, changes } = load(EMPTY, fileOf({ prompt: { "": "no" } }));
  assert.equal(state.answers.size, 0);
  assert.deepEqual(changes.notes, ["1 answer was left out: no activity has such a name."]);
});
