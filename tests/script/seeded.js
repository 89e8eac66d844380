// Answers files as nobody would write them, the same ones on every run.

const KEYS = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "prompt", "practice", "cover", "name",
  "1.a", "1", "", " ", "--", "a--b", "A", "grow-preparation", "-x", "x-", "é", "answers", "schema", "\u0000", "a".repeat(90)];
const VALUES = [null, true, false, 0, -1, 1, 3, 99, 1.5, 1e308, -0, "", "text", "<script>document.title = 'hacked'</script>",
  "<img src=x onerror=alert(1)>", "\u0000\u0007\u202e", "2027-01-14", "2027-01-14T10:42:05.123Z", "9999-99-99T99:99:99Z",
  "275760-09-13T00:00:00.001Z", "\ud800", "e\u0301".repeat(50), "word ".repeat(60_000), "javascript:alert(1)", "{{ 7*7 }}"];
const PARTS = ["schema", "workbook", "participant", "saved_at", "answers", "edited", "asked", "earlier"];

/** Numbers from 0 to 1 that depend on the seed alone (mulberry32). */
export function numbers(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The text of file number `seed`: a good one with parts made strange, or cut, or overwritten. */
export function hostile(seed, good) {
  const next = numbers(seed);
  const pick = (from) => from[Math.floor(next() * from.length)];
  const file = structuredClone(good);
  for (let n = 1 + Math.floor(next() * 3); n > 0; n--) spoil(file, pick, next);
  const text = JSON.stringify(file) ?? "";
  if (next() < 0.1) return text.slice(0, Math.floor(next() * text.length));
  if (next() < 0.1) return text.replace(pick([":", ",", "{", '"']), pick(["", "\\", "\u0000", "[", "1e999"]));
  return text;
}

function spoil(file, pick, next) {
  const part = pick(PARTS);
  const how = next();
  if (how < 0.15) file[part] = tree(pick, next, 3);
  else if (how < 0.25) delete file[part];
  else if (how < 0.35) file.workbook = { ...file.workbook, [pick(["id", "npq", "seminar", "title"])]: tree(pick, next, 1) };
  else if (how < 0.45) file.earlier = [file.earlier, tree(pick, next, 3), { ...file, earlier: undefined }];
  else put(pick([file.answers, file.edited, file.asked].filter(isObject)) ?? file, pick, next);
}

const isObject = (given) => typeof given === "object" && given !== null;

function put(into, pick, next) {
  const key = pick([...KEYS, ...Object.keys(into)]);
  own(into, key, tree(pick, next, 2));
}

function tree(pick, next, depth) {
  const how = next();
  if (depth === 0 || how < 0.5) return pick(VALUES);
  if (how < 0.6) return Array.from({ length: 3 }, () => tree(pick, next, depth - 1));
  const made = {};
  for (let n = Math.floor(next() * 4); n > 0; n--) own(made, pick(KEYS), tree(pick, next, depth - 1));
  return made;
}

// a key "__proto__" of its own, as JSON.parse makes it
function own(into, key, value) {
  Object.defineProperty(into, key, { value, enumerable: true, configurable: true, writable: true });
}
