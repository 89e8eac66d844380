// The modules as a page gets them: one after another in one text, without imports.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SCRIPT = join(ROOT, "_extensions", "seminar", "script");
// Python joins them; its table says in which order.
const table = readFileSync(join(ROOT, "src", "workbook_kit", "render", "script.py"), "utf8").matchAll(/"(page|widget)": \(([^)]*)\)/g);
const HOSTS = Object.fromEntries([...table].map(([, host, names]) => [host, names.match(/\w+/g)]));
assert.deepEqual(Object.keys(HOSTS), ["page", "widget"]);

const moduleText = (name) => readFileSync(join(SCRIPT, `${name}.js`), "utf8");
const bare = (text) => text.replace(/^import .* from "\.\/.*";\n/gm, "").replace(/^export (?!default)/gm, "");

for (const [host, modules] of Object.entries(HOSTS)) test(`joined for the ${host}, no name is declared twice, none is missing and every type holds`, () => {
  const folder = mkdtempSync(join(tmpdir(), "joined-"));
  try {
    copyFileSync(join(SCRIPT, "types.d.ts"), join(folder, "types.d.ts"));
    writeFileSync(join(folder, "joined.js"), modules.map((name) => bare(moduleText(name))).join("\n"));
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ extends: join(ROOT, "tsconfig.json"), include: ["*"] }));
    const tsc = join(ROOT, "node_modules", "typescript", "bin", "tsc");
    const { stdout, status } = spawnSync(process.execPath, [tsc, "--project", folder], { encoding: "utf8" });
    assert.equal(stdout, "");
    assert.equal(status, 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

for (const name of new Set(Object.values(HOSTS).flat())) {
  test(`${name}.js imports only modules that stand before it, on one line and under their own names`, () => {
    const imports = moduleText(name).match(/^import .*$/gm) ?? [];
    for (const line of imports) {
      const [, names, from] = line.match(/^import \{ ([\w, ]+) \} from "\.\/(\w+)\.js";$/) ?? [];
      assert.ok(names && !names.includes(" as "), line);
      for (const modules of Object.values(HOSTS)) {
        if (modules.includes(name)) assert.ok(modules.slice(0, modules.indexOf(name)).includes(from), line);
      }
    }
    assert.equal((moduleText(name).match(/\bimport\b(?!\s*\{)/g) ?? []).length, 0);
  });

  test(`${name}.js has no text over several lines, which would lose its space`, () => {
    for (const line of moduleText(name).split("\n")) assert.equal(line.replaceAll(/\/\/.*|\/\*\*.*/g, "").split("`").length % 2, 1, line);
  });

  test(`${name}.js can be imported where there is no page, and does nothing there`, async () => {
    const before = Object.keys(globalThis);
    await import(`../../_extensions/seminar/script/${name}.js`);
    assert.deepEqual(Object.keys(globalThis), before);
  });
}
