// The same forms in Jupyter: anywidget calls `render` for each view of a model.

import { bind } from "./form.js";
import { drawRatings } from "./ratings.js";

const PAUSE = 400; // ms without typing before an answer goes to the kernel
let views = 0;

export default {
  /** @param {{ model: any, el: HTMLElement }} view */
  render({ model, el }) {
    const root = document.createElement("div");
    el.classList.add("seminar-live");
    root.className = "seminar";
    el.append(root);
    // Lumino looks for this on the focused element itself; without it, arrows, b, m and x are commands of the notebook.
    root.addEventListener("focusin", ({ target }) => {
      if (target instanceof Element) target.setAttribute("data-lm-suppress-shortcuts", "true");
    });
    return model.get("part") === "ratings" ? showRatings(model, root) : showForm(model, root);
  },
};

/** @param {any} model @param {HTMLElement} root */
function showForm(model, root) {
  root.innerHTML = model.get("html");
  let timer = 0;
  /** @type {Record<string, Value>} given here, and not yet sent: an echo of what was sent before must not undo it */
  let pending = {};
  const send = () => {
    clearTimeout(timer);
    if (!Object.keys(pending).length) return;
    model.set("values", { ...model.get("values"), ...pending });
    pending = {};
    model.save_changes();
  };
  const form = bind(root, model.get("fields"), {
    get: (key) => (key in pending ? pending[key] : model.get("values")[key]),
    earlier: (key) => model.get("earlier")[key] ?? null,
    set: (key, value) => {
      pending[key] = value;
      clearTimeout(timer);
      timer = setTimeout(send, typeof value === "string" ? PAUSE : 0);
    },
  });
  setApart(root, `view${++views}_`);
  root.addEventListener("focusout", send);
  model.on("change:values change:earlier", form.paint);
  return () => {
    send();
    model.off("change:values change:earlier", form.paint);
    form.unbind();
  };
}

/** @param {any} model @param {HTMLElement} root */
function showRatings(model, root) {
  const host = {
    get: (/** @type {string} */ key) => model.get("values")[key],
    set: (/** @type {string} */ key, /** @type {Value} */ value) => {
      model.set("values", { ...model.get("values"), [key]: value });
      model.save_changes();
    },
  };
  const draw = () => drawRatings(root, model.get("groups"), host);
  draw();
  model.on("change:groups", draw);
  return () => model.off("change:groups", draw);
}

// A form may be shown twice: each view has ids of its own.
/** @param {HTMLElement} root @param {string} prefix */
function setApart(root, prefix) {
  for (const name of ["id", "name", "for", "aria-labelledby", "aria-describedby"]) {
    for (const one of root.querySelectorAll(`[${name}]`)) {
      one.setAttribute(name, (one.getAttribute(name) ?? "").replace(/\S+/g, `${prefix}$&`));
    }
  }
}
