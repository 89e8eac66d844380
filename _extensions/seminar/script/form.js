// Binds the forms that Python wrote to a host: the page, or a widget's model.

import { fieldId, isChosen, isEmpty, MOST_LETTERS } from "./answers.js";
import { h } from "./dom.js";

/** The field with its controls, where the form has it. @param {ParentNode} root @param {Field} field @returns {Bound[]} one, or none */
function find(root, { key, type }) {
  const box = /** @type {HTMLElement | null} */ (root.querySelector(`#${fieldId(key)}`));
  if (!box) return [];
  const controls = /** @type {Control[]} */ (type === "rating" ? [...box.querySelectorAll("input")] : [box]);
  if (type === "text") controls[0].maxLength = MOST_LETTERS;
  return [{ key, type, controls, box }];
}

/** Connects the fields' controls below `root` with the host. @param {HTMLElement} root @param {Field[]} fields @param {Host} host @returns {Form} */
export function bind(root, fields, host) {
  const all = fields.flatMap((field) => find(root, field));
  const byControl = new Map(all.flatMap((one) => one.controls.map((control) => [/** @type {EventTarget} */ (control), one])));
  /** @param {Event} event */
  const changed = (event) => {
    const one = event.target && byControl.get(event.target);
    if (!one) return;
    host.set(one.key, valueOf(one));
    showBefore(one, host);
    if (one.type === "text") grow(one.controls[0]);
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
  for (const one of all) if (host.get(one.key) === undefined && valueOf(one)) host.set(one.key, valueOf(one));
  paint();
  return { paint, unbind: () => root.removeEventListener("input", changed) };
}

/** @param {Bound} field @returns {Value} */
function valueOf({ type, controls }) {
  if (!isChosen(type)) return controls[0].value;
  return Number(/** @type {HTMLInputElement[]} */ (controls).find((one) => one.checked)?.value) || null;
}

/** @param {Bound} field @param {string | number} value */
function show({ type, controls }, value) {
  if (!isChosen(type)) {
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

/** What was answered in an earlier seminar, beside the question. @param {Bound} field @param {Host} host */
function showBefore({ key, type, controls, box }, host) {
  const before = host.earlier(key);
  const place = type === "rating" ? box.querySelector("legend") : box.parentElement;
  const there = place?.querySelector(":scope > .before");
  if (!before || isEmpty(before.value)) return there?.remove();
  if (isChosen(type)) {
    there?.remove();
    const change = changeSince(Number(before.value), Number(host.get(key)));
    const said = type === "check" ? "ticked" : before.value + change;
    place?.append(h("span", { className: "before" }, ` Earlier: ${said}`));
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
