// Binds the forms that Python wrote to a host: the page, or a widget's model.

import { isEmpty, MOST_LETTERS, split } from "./answers.js";
import { h } from "./dom.js";

/** Everything to fill in below `root`, in reading order. @param {ParentNode} root @returns {Field[]} */
export const fields = (root) => [.../** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-field]"))].map(field);

/** @param {HTMLElement} box @returns {Field} */
function field(box) {
  const { code, field: kind } = box.dataset;
  const controls = /** @type {Control[]} */ (kind === "radio" ? [...box.querySelectorAll("input")] : [box]);
  if (kind === "text") controls[0].maxLength = MOST_LETTERS;
  const key = code ? `${split(box.id)[0]}--${code}` : box.id;
  return { key, kind: /** @type {Question["kind"]} */ (kind), points: controls.length - 1, controls, box };
}

// Looking for labels is slow, so not before an answer.
/** @param {Field} field */
function asked({ kind, controls, box }) {
  if (kind === "radio") return "";
  const found = [box.closest(".seminar-activity")?.querySelector(".question"), controls[0].labels?.[0]];
  return [...new Set(found.map((one) => one?.textContent?.trim()).filter(Boolean))].join(" ");
}

/** Connects the controls below `root` with the host. @param {HTMLElement} root @param {Host} host @returns {Form} */
export function bind(root, host) {
  const all = fields(root);
  const byControl = new Map(all.flatMap((one) => one.controls.map((control) => [/** @type {EventTarget} */ (control), one])));
  /** @param {Event} event */
  const changed = (event) => {
    const one = event.target && byControl.get(event.target);
    if (!one) return;
    host.set(one.key, valueOf(one), asked(one));
    showBefore(one, host);
    if (one.kind === "text") grow(one.controls[0]);
    reveal(root);
  };
  const paint = () => {
    for (const one of all) {
      show(one, host.get(one.key) ?? "");
      showBefore(one, host);
    }
    reveal(root);
  };
  root.addEventListener("input", changed);
  // typed before, or put back by the browser
  for (const one of all) if (host.get(one.key) === undefined && valueOf(one)) host.set(one.key, valueOf(one), asked(one));
  paint();
  return { fields: all, paint, unbind: () => root.removeEventListener("input", changed) };
}

/** @param {Field} field @returns {Value} */
function valueOf({ kind, controls }) {
  if (kind !== "radio") return controls[0].value;
  return Number(/** @type {HTMLInputElement[]} */ (controls).find((one) => one.checked)?.value) || null;
}

/** @param {Field} field @param {string | number} value */
function show({ kind, controls }, value) {
  if (kind !== "radio") {
    if (controls[0].value === String(value)) return; // setting it would move the caret
    controls[0].value = String(value);
    return grow(controls[0]);
  }
  for (const one of /** @type {HTMLInputElement[]} */ (controls)) one.checked = one.value === String(value);
}

/** Browsers that know no field-sizing. @param {Control} area */
function grow(area) {
  if (area.type !== "textarea" || CSS.supports("field-sizing", "content")) return;
  area.style.height = `${Math.max(area.offsetHeight, area.scrollHeight + 4)}px`;
}

/** Recall first: the answers can be opened once something is written. @param {HTMLElement} root */
function reveal(root) {
  for (const first of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(".reveal-first"))) {
    const activity = first.closest(".seminar-activity");
    const written = [...(activity?.querySelectorAll("textarea") ?? [])].some((area) => area.value.trim());
    first.hidden = written;
    const answers = /** @type {HTMLElement | null} */ (activity?.querySelector(".reveal"));
    if (answers) answers.hidden = !written;
  }
}

/** What was answered in an earlier seminar, beside the question. @param {Field} field @param {Host} host */
function showBefore({ key, kind, controls, box }, host) {
  const before = host.earlier(key);
  const place = kind === "radio" ? box.querySelector("legend") : box.parentElement;
  const there = place?.querySelector(":scope > .before");
  if (!before || isEmpty(before.value)) return there?.remove();
  if (kind === "radio") {
    there?.remove();
    const change = changeSince(Number(before.value), Number(host.get(key)));
    place?.append(h("span", { className: "before" }, ` Earlier: ${before.value}${change}`));
  } else if (!there) {
    box.after(earlierText(before, controls[0]));
  }
}

/** @param {number} before @param {number} now 0 while not rated */
function changeSince(before, now) {
  if (!now) return "";
  return `. Now: ${now}, ${now === before ? "same" : now > before ? `up ${now - before}` : `down ${before - now}`}`;
}

/** @param {Before} before @param {Control} area */
function earlierText({ value, title }, area) {
  const use = h("button", { type: "button" }, "Use it here");
  use.addEventListener("click", () => {
    area.value = [area.value, value].filter(Boolean).join("\n\n");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const summary = h("summary", {}, `What you wrote in “${title}”`);
  return h("details", { className: "before" }, summary, h("p", {}, String(value)), use);
}
