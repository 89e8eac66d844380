// Fills a form with Firefox's engine: node fill.mjs FROM TO < values by field name, as JSON.
import { readFileSync, writeFileSync } from "node:fs";
import { getDocument, VerbosityLevel } from "pdfjs-dist/legacy/build/pdf.mjs";

const [from, to] = process.argv.slice(2);
const values = JSON.parse(readFileSync(0, "utf8"));
const data = new Uint8Array(readFileSync(from));
const pdf = await getDocument({ data, verbosity: VerbosityLevel.ERRORS }).promise;
const fields = await pdf.getFieldObjects();
for (const [name, value] of Object.entries(values)) {
  const widgets = fields[name].filter((field) => field.type);
  for (const widget of widgets) {
    const chosen = widget.type === "radiobutton" ? widget.exportValues === String(value) : value;
    pdf.annotationStorage.setValue(widget.id, { value: chosen });
  }
}
writeFileSync(to, await pdf.saveDocument());
await pdf.loadingTask.destroy();
