// How often each point was chosen, in a table that is its own picture; an action for each of the lowest.

import { actionKey, isEmpty, MOST_LETTERS } from "./answers.js";
import { h } from "./dom.js";

const MOST_LOW = 5;

/** @param {HTMLElement} root @param {RatingGroup[]} groups @param {Pick<Host, "get" | "set">} host */
export function drawRatings(root, groups, host) {
  if (root.contains(document.activeElement)) return; // somebody is writing an action
  root.replaceChildren(...groups.flatMap((group) => [table(group), ...actions(group, host)]));
}

/** @param {RatingGroup} group */
function table({ kind, question, scale, stems }) {
  const heads = [...scale.map((label, n) => [n + 1, label]), ["not yet", "rated"]];
  const columns = heads.map(([shown, more]) => h("th", { scope: "col" }, String(shown), h("span", { className: "unseen" }, ` ${more}`)));
  const caption = h("caption", {}, h("b", {}, kind === "knowledge" ? "What I know" : "What I do"), ` ${question}`);
  const rows = stems.map((stem) => stemRows(stem, scale.length));
  return h("table", { className: "ratings" }, caption, h("thead", {}, h("tr", {}, ...columns)), ...rows);
}

/** @param {Stem} stem @param {number} points */
function stemRows({ title, statements }, points) {
  const head = h("th", { scope: "rowgroup", colSpan: points + 1 }, title, h("span", { className: "moved" }, movement(statements)));
  const cells = [...Array(points).keys(), -1].map((n) => {
    const count = statements.filter(({ value }) => (value ?? 0) === n + 1).length;
    const cell = h("td", { className: n < 0 ? "unrated" : "" }, h("span", {}, String(count)));
    cell.style.setProperty("--share", count / statements.length);
    return cell;
  });
  return h("tbody", {}, h("tr", {}, head), h("tr", {}, ...cells));
}

/** @param {Statement[]} statements */
function movement(statements) {
  const steps = statements.flatMap(({ value, previous }) => (value && previous ? [Math.sign(value - previous)] : []));
  const count = (/** @type {number} */ sign) => steps.filter((one) => one === sign).length;
  return steps.length ? ` Since the earlier ratings: ${count(1)} up, ${count(0)} the same, ${count(-1)} down` : "";
}

// The lowest first, and whatever has an action. What is not yet rated is never low.
/** @param {RatingGroup} group @param {Pick<Host, "get" | "set">} host */
function actions(group, host) {
  const { activity, kind, scale, stems } = group;
  const all = stems.flatMap((stem) => stem.statements);
  const low = all.filter(({ value }) => value && value < scale.length).sort((a, b) => Number(a.value) - Number(b.value));
  const acted = all.filter((one) => !isEmpty(host.get(actionKey(activity, one.code))));
  const shown = [...new Set([...low.slice(0, MOST_LOW), ...acted])];
  if (!shown.length) return [];
  const title = kind === "knowledge" ? "Where I know least so far" : "Where I am least confident so far";
  const help = "One small action for each is enough.";
  const items = shown.map((one) => item(one, group, host));
  return [h("h3", {}, title), h("p", { className: "help" }, help), h("ul", { className: "lowest" }, ...items)];
}

/** @param {Statement} statement @param {RatingGroup} group @param {Pick<Host, "get" | "set">} host */
function item({ code, text, value }, { activity, scale }, host) {
  const key = actionKey(activity, code);
  const area = h("textarea", { rows: 1, value: host.get(key) ?? "", maxLength: MOST_LETTERS });
  area.addEventListener("input", () => host.set(key, area.value));
  const rated = h("span", { className: "pill" }, value ? `${value} ${scale[value - 1]}` : "not yet rated");
  return h("li", {}, h("p", {}, h("b", { className: "code" }, code), ` ${text} `, rated), h("label", {}, `One action for ${code}`, area));
}
