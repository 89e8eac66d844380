// On paper a box would cut off what is longer; plain text flows on.

import { all, byId, h } from "./dom.js";

export function writeOut() {
  eraseOut();
  for (const one of all("textarea, input:not([type=radio], [type=checkbox])", byId("workbook"))) {
    const day = one.type === "date" && one.valueAsDate?.toLocaleDateString("en-GB", { dateStyle: "long", timeZone: "UTC" });
    one.after(h("span", { className: "written" }, day || one.value));
  }
  for (const one of all(".statement")) {
    one.append(h("p", { className: "written chosen" }, one.querySelector(":checked")?.parentElement.textContent ?? ""));
  }
}

export function eraseOut() {
  delete document.body.dataset.print;
  for (const one of all(".written")) one.remove();
}

export function readable() {
  writeOut();
  const copy = /** @type {HTMLElement} */ (document.documentElement.cloneNode(true));
  eraseOut();
  for (const one of all("[type=checkbox]", copy)) one.after(one.checked ? "Ticked: " : "Not ticked: ");
  const tools = "script, [data-tool], textarea, input, .options, .heads, .reveal, .reveal-first";
  for (const one of all(tools, copy)) one.remove();
  const [body] = all("body", copy);
  body.dataset.copy = "";
  const [policy] = all("meta[http-equiv]", copy);
  policy.content = policy.content.replace(/script-src [^;]*; /, "");
  return `<!DOCTYPE html>\n${copy.outerHTML}`;
}
