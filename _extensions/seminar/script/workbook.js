// What the workbook asks, as its model says it: the JSON in the page, a part of workbook.json.

import { actionKey } from "./answers.js";

/** @param {Model} model */
const activities = ({ chapters }) => chapters.flatMap(({ blocks }) => blocks);

/** A field that says no type is text, and one that says no label asks what its activity asks. @param {string} text @returns {Model} */
export function readModel(text) {
  const model = JSON.parse(text);
  for (const one of [model.cover, ...activities(model)]) {
    one.fields = one.fields.map((/** @type {Partial<Field>} */ field) => ({ type: "text", label: one.label, ...field }));
  }
  return model;
}

/** Everything to fill in, the cover first. @param {Model} model */
export const fieldsOf = (model) => [model.cover, ...activities(model)].flatMap(({ fields }) => fields);

/** All that can be answered, by key: every field, and an action for each statement. @param {Model} model @returns {Map<string, Question>} */
export function questionsOf(model) {
  const cover = model.cover.fields.map((field) => ({ ...field, about: field.label }));
  const asked = activities(model).flatMap(({ label, fields }) => fields.map((field) => ({ ...field, label: inWords(field, label), about: label })));
  const rated = ratingsOf(model).flatMap(({ activity, stems }) => stems.flatMap(({ statements }) => statements.map((one) => action(activity, one))));
  return new Map([...cover, ...asked, ...rated].map((one) => [one.key, one]));
}

// "Row 1: Step" says little without the question that it stands under.
/** @param {Field} field @param {string} question */
const inWords = ({ type, label }, question) =>
  type !== "text" && type !== "date" ? "" : label.startsWith(question) ? label : `${question} ${label}`;

/** @param {string} activity @param {Statement} statement @returns {Question} */
const action = (activity, { code, text }) => ({ key: actionKey(activity, code), type: "text", label: `One action for ${code} ${text}` });

/** What each activity rates, stem by stem, and how it is rated now. @param {Model} model @param {Pick<Host, "get" | "earlier">} [host] */
export function ratingsOf(model, host) {
  const known = new Map(model.statements.flatMap((stem) => stem.statements.map((one) => [nameOf({ ...stem, ...one }), { ...one, stem }])));
  return activities(model).flatMap((one) => (one.kind === "rating" ? [groupOf(one, known, host)] : []));
}

/** @param {Activity} activity @param {Map<string, any>} known @param {Pick<Host, "get" | "earlier">} [host] @returns {RatingGroup} */
function groupOf({ id, scale, fields }, known, host) {
  /** @type {Map<object, Stem>} */
  const stems = new Map();
  for (const { key, statement } of fields) {
    const { code, text, stem } = known.get(nameOf(statement));
    const [value, previous] = [host?.get(key), host?.earlier(key)?.value].map(number);
    const { statements } = stems.get(stem) ?? { statements: [] };
    stems.set(stem, { title: stem.stem, statements: [...statements, { key, code, text, value, previous }] });
  }
  return { activity: id, kind: fields[0].statement.kind, question: scale.question, scale: scale.labels, stems: [...stems.values()] };
}

/** @param {StatementName} name */
const nameOf = ({ framework, edition, kind, code }) => [framework, edition, kind, code].join("\n");

/** @param {Value | undefined} one */
const number = (one) => (typeof one === "number" ? one : null);
