// What the page reads of the model.

import assert from "node:assert/strict";
import test from "node:test";

import { fieldsOf, questionsOf, ratingsOf, readModel } from "../../_extensions/seminar/script/workbook.js";

const NAME = { framework: "NPQLTD", edition: "May 2024" };
const rated = (activity, kind, code) => ({ key: `${activity}--${code}`, type: "rating", points: 3, statement: { ...NAME, kind, code } });
const SCALE = { question: "How sure?", labels: ["New", "Partly", "Sure"] };
const MODEL = readModel(JSON.stringify({
  cover: { fields: [{ key: "cover--name", label: "Your name" }] },
  statements: [
    { ...NAME, kind: "practice", stem: "Trees by:", statements: [{ code: "1.a", text: "Pruning." }, { code: "1.b", text: "Rest." }] },
    { ...NAME, kind: "knowledge", stem: "Trees", statements: [{ code: "1.a", text: "Trees need light." }] },
    { ...NAME, kind: "practice", stem: "Bees by:", statements: [{ code: "2.a", text: "Hives." }] },
  ],
  chapters: [
    { id: "one", title: "One", blocks: [
      { id: "role", kind: "prompt", label: "Your role", fields: [{ key: "role" }] },
      { id: "practice", kind: "rating", label: "Rate", scale: SCALE, fields: [rated("practice", "practice", "1.a"), rated("practice", "practice", "2.a"), rated("practice", "practice", "1.b")] },
    ] },
    { id: "two", title: "Two", blocks: [] },
    { id: "three", title: "Three", blocks: [
      { id: "steps", kind: "table", label: "Plan", fields: [{ key: "steps--1-1", type: "date", label: "Row 1: By" }] },
      { id: "recall", kind: "blanks", label: "Name two", fields: [{ key: "recall--1", label: "Name two: 1" }] },
      { id: "ready", kind: "checklist", label: "Before", fields: [{ key: "ready--1", type: "check" }] },
      { id: "practice-group", kind: "rating", label: "Rate together", scale: SCALE, fields: [rated("practice-group", "practice", "1.a")] },
      { id: "knowledge", kind: "rating", label: "Know", scale: SCALE, fields: [rated("knowledge", "knowledge", "1.a")] },
    ] },
  ],
}));

test("the fields stand in reading order, the cover first", () => {
  assert.deepEqual(fieldsOf(MODEL).map(({ key }) => key), [
    "cover--name", "role", "practice--1.a", "practice--2.a", "practice--1.b", "steps--1-1", "recall--1", "ready--1", "practice-group--1.a", "knowledge--1.a",
  ]);
});

test("a field that says nothing else is text, and asks what its activity asks", () => {
  const [{ blocks: [{ fields: [role] }] }] = MODEL.chapters;
  assert.deepEqual(role, { key: "role", type: "text", label: "Your role" });
});

test("statements that go by less than their whole names are found", () => {
  const short = readModel(JSON.stringify(MODEL, (name, value) => (name === "framework" || name === "edition" ? undefined : value)));
  assert.deepEqual(ratingsOf(short), ratingsOf(MODEL));
});

for (const [key, label, about] of [
  ["cover--name", "Your name", "Your name"],
  ["role", "Your role", "Your role"],
  ["steps--1-1", "Plan Row 1: By", "Plan"],
  ["recall--1", "Name two: 1", "Name two"],
  ["practice--1.a", "", "Rate"],
  ["ready--1", "", "Before"],
  ["practice-action--1.a", "One action for 1.a Pruning.", undefined],
  ["knowledge-action--1.a", "One action for 1.a Trees need light.", undefined],
]) {
  test(`${key} asks “${label}”, about ${about}`, () => {
    const question = questionsOf(MODEL).get(key);
    assert.deepEqual([question.label, question.about], [label, about]);
  });
}

test("every field and every action can be answered, and nothing else", () => {
  const actions = ["practice-action--1.a", "practice-action--1.b", "practice-action--2.a", "practice-group-action--1.a", "knowledge-action--1.a"];
  assert.deepEqual(new Set(questionsOf(MODEL).keys()), new Set([...fieldsOf(MODEL).map(({ key }) => key), ...actions]));
});

test("ratings stand by activity and by stem, with their values and those of before", () => {
  const host = { get: (key) => ({ "practice--1.b": 2, "practice--1.a": "no number" })[key], earlier: (key) => (key === "practice--2.a" ? { value: 3, title: "Then" } : null) };
  const [first, ...others] = ratingsOf(MODEL, host);
  assert.deepEqual(first, { activity: "practice", kind: "practice", question: "How sure?", scale: SCALE.labels, stems: [
    { title: "Trees by:", statements: [
      { key: "practice--1.a", code: "1.a", text: "Pruning.", value: null, previous: null },
      { key: "practice--1.b", code: "1.b", text: "Rest.", value: 2, previous: null },
    ] },
    { title: "Bees by:", statements: [{ key: "practice--2.a", code: "2.a", text: "Hives.", value: null, previous: 3 }] },
  ] });
  assert.deepEqual(others.map(({ activity, kind, stems }) => [activity, kind, stems[0].statements[0].text]), [
    ["practice-group", "practice", "Pruning."],
    ["knowledge", "knowledge", "Trees need light."],
  ]);
});
