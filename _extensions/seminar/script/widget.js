// A workbook in Jupyter. What its cells show can be read as it is stored; while the kernel is there, this puts forms in
// their places. One model serves the whole workbook, and each place bears the model's mark.

import { openControls } from "./controls.js";
import { h } from "./dom.js";
import { bind } from "./form.js";
import { talkTo } from "./kernel.js";
import { drawRatings } from "./ratings.js";

let [places, started, stopped] = [0, false, ""];

export default {
  // JupyterLab, Notebook and Voila call it as soon as the kernel has a model, whether or not anything shows it.
  initialize: start,
  // Where each cell has a page of its own, it shows the model too, and all begins here.
  /** @param {{ model: any, el: HTMLElement, signal: AbortSignal }} view */
  render({ model, el, signal }) {
    el.hidden = true;
    start({ model, signal });
  },
};

/** @param {{ model: any, signal: AbortSignal }} given */
function start({ model, signal }) {
  if (started) return;
  started = true;
  /** @type {Opened[]} */
  const opened = [];
  const shown = {
    paint: () => opened.forEach((one) => one.paint()),
    panel: (/** @type {PanelSaid} */ said) => opened.forEach((one) => one.panel?.(said)),
    stop: (/** @type {string} */ words) => opened.forEach((one) => one.stop((stopped = words))),
  };
  const kernel = talkTo(model, shown, signal);
  const focus = followFocus(signal);
  const look = () => {
    for (const place of document.querySelectorAll(`[data-live="${model.get("mark")}"]:not([data-open])`)) {
      const one = open(/** @type {HTMLElement} */ (place), kernel);
      opened.push(one);
      if (stopped) one.stop(stopped); // it was drawn anew
      focus.giveBack(place);
    }
  };
  const observer = new MutationObserver(look);
  observer.observe(document.documentElement, { childList: true, subtree: true });
  signal.addEventListener("abort", () => observer.disconnect());
  look();
}

/** What stands there to be read goes, and what can be filled in comes. @param {HTMLElement} place @param {Kernel} kernel @returns {Opened} */
function open(place, kernel) {
  place.dataset.open = "";
  const template = /** @type {HTMLTemplateElement} */ (place.querySelector("template"));
  const root = h("div", { className: "seminar" }, template.content.cloneNode(true));
  const told = h("p", { className: "told", role: "status" });
  const box = h("div", { className: "seminar-live" }, root, told);
  for (const one of place.children) /** @type {HTMLElement} */ (one).hidden = true;
  place.append(box);
  box.addEventListener("keydown", keepKeys);
  box.addEventListener("focusin", markFocus);
  const tell = (/** @type {string} */ words, /** @type {boolean} */ trouble) => {
    told.textContent = words;
    told.classList.toggle("trouble", trouble);
  };
  return { ...fill(place, root, kernel, tell), stop: (words) => (tell(words, true), (root.inert = true)) };
}

/** @param {HTMLElement} place @param {HTMLElement} root @param {Kernel} kernel @param {Teller} tell @returns {{ paint(): void, panel?(said: PanelSaid): void }} */
function fill(place, root, kernel, tell) {
  const host = { get: kernel.get, earlier: kernel.earlier, set: (/** @type {string} */ key, /** @type {Value} */ value) => kernel.set(key, value, tell) };
  root.addEventListener("focusout", kernel.send);
  if (place.dataset.part === "ratings") {
    const paint = () => drawRatings(root, kernel.chart(place.dataset.kind ?? ""), host);
    paint();
    return { paint };
  }
  const fields = JSON.parse(place.dataset.fields ?? "[]");
  const { paint } = bind(root, fields, host);
  kernel.takeUp(fields.map((/** @type {Field} */ { key }) => key), tell);
  const controls = place.dataset.part === "controls" ? openControls(root, kernel) : null;
  const paintAll = () => {
    paint();
    controls?.paint();
  };
  paintAll();
  setApart(root, `place${place.dataset.live}_${++places}_`);
  return { paint: paintAll, panel: controls?.panel };
}

// Jupyter takes keys for commands of its own, b, m and d among them, and Enter out of a text box. JupyterLab hears of a
// key after the form; Notebook does before, and heeds a mark on what has the focus.
const MARK = "data-lm-suppress-shortcuts";

/** @param {FocusEvent} event */
function markFocus({ target }) {
  if (target instanceof Element) target.setAttribute(MARK, "true");
}

/** @param {KeyboardEvent} event */
function keepKeys(event) {
  const saves = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s";
  if (event.key !== "Escape" && !saves) return event.stopPropagation();
  const control = /** @type {Element} */ (event.target);
  control.removeAttribute(MARK);
  setTimeout(() => control.setAttribute(MARK, "true"));
}

// A cell that is run again draws its form anew, perhaps while somebody writes in it.
/** @param {AbortSignal} signal */
function followFocus(signal) {
  /** @type {{ id: string, control: any } | null} */
  let last = null;
  document.addEventListener("focusin", ({ target }) => {
    const control = target instanceof HTMLElement && target.closest(".seminar-live") ? target : null;
    // the notebook takes the focus of what it takes away
    if (control || last?.control.isConnected) last = control && { id: nameOf(control), control };
  }, { signal });
  return {
    /** @param {Element} place */
    giveBack(place) {
      if (!last || last.control.isConnected || !last.id) return;
      const again = [...place.querySelectorAll("input, textarea")].find((one) => nameOf(one) === last?.id);
      if (!(again instanceof HTMLElement)) return;
      const { selectionStart, selectionEnd } = last.control;
      again.focus({ preventScroll: true });
      if (again instanceof HTMLTextAreaElement) again.setSelectionRange(selectionStart, selectionEnd);
    },
  };
}

/** @param {Element} control */
const nameOf = ({ id }) => id.replace(/^[^_]*_\d+_/, "");

// A form may be shown twice, and notebooks may be open beside each other: each place has ids of its own.
/** @param {HTMLElement} root @param {string} prefix */
function setApart(root, prefix) {
  for (const name of ["id", "name", "for", "aria-labelledby", "aria-describedby"]) {
    for (const one of root.querySelectorAll(`[${name}]`)) {
      one.setAttribute(name, (one.getAttribute(name) ?? "").replace(/\S+/g, `${prefix}$&`));
    }
  }
}
