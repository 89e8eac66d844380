// Around the forms of a notebook: loading, copying, comparing. The kernel does it, and says what came of it.

import { h } from "./dom.js";

/** @param {HTMLElement} root @param {Kernel} kernel @returns {{ paint(): void, panel(said: PanelSaid): void }} */
export function openControls(root, kernel) {
  const part = (/** @type {string} */ name) => /** @type {any} */ (root.querySelector(`[data-part="${name}"]`));
  const [notes, file, cycle, scale, told, below] = ["notes", "load", "cycle", "scale", "told", "below"].map(part);
  root.addEventListener("click", ({ target }) => {
    const deed = target instanceof Element ? target.closest("button")?.dataset.do : "";
    if (deed) kernel.post({ do: deed, scale: scale.value });
  });
  cycle.addEventListener("change", () => kernel.post({ do: "cycle", id: cycle.value }));
  file.addEventListener("change", async () => {
    for (const one of file.files) kernel.post({ do: "load", name: one.name }, [await one.arrayBuffer()]);
    file.value = ""; // so that the same file can be chosen again
  });
  return {
    paint() {
      if (notes.textContent !== kernel.notes()) notes.textContent = kernel.notes();
    },
    panel({ words, html, cycles, chosen, copy }) {
      if (words !== undefined) told.textContent = words;
      if (html !== undefined) below.innerHTML = html;
      if (cycles) cycle.replaceChildren(...cycles.map(([value, label]) => h("option", { value }, label)));
      if (chosen !== undefined) cycle.value = chosen;
      if (copy) download(copy);
    },
  };
}

/** @param {{ name: string, text: string }} copy */
function download({ name, text }) {
  const href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  h("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}
