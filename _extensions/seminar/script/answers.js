// Answers and their file, hostile until it has been through `read`. Its twin is in Python, in answers/.

export const MOST_BYTES = 20_000_000;
const SCHEMA = "workbook-answers/1";
export const MOST_LETTERS = 200_000;
const MOST_ANSWERS = 5_000;
const MOST_EARLIER = 10;
const ACTIVITY = /^(?=.{1,80}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const PART = /^(?=.{1,80}$)[A-Za-z0-9][A-Za-z0-9.-]*$/;
const ABOUT = ["id", "title", "npq", "cohort", "seminar", "content_hash"];

/** Nothing of a file was taken; the message says why. */
export class Refused extends Error {
  /** @param {string} why */
  constructor(why) {
    super(`${why} Nothing was loaded.`);
  }
}

export const tooLarge = () => new Refused("This file is too large to be a workbook's answers (more than 20 MB).");
export const notRead = () =>
  new Refused("This file cannot be read as answers: it is another kind of file, or it was cut short.");
const foreign = () => new Refused("This file holds no workbook answers.");

/** @param {Value | undefined} value */
export const isEmpty = (value) => value === undefined || value === null || value === "";

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @param {unknown} text */
const clean = (text) =>
  typeof text === "string" ? text.replaceAll("\r\n", "\n").replace(/(?![\t\n])[\p{Cc}\p{Cs}]/gu, "") : "";

// Keys: nobody else joins or splits them. The twin of activities/keys.py.

/** The key of a part of an activity, or of the activity itself. @param {string} activity @param {string} [part] */
export const joinKey = (activity, part) => (part === undefined ? activity : `${activity}--${part}`);

/** Activity and part of a key. @param {string} key @returns {[string, string?]} */
export function splitKey(key) {
  const at = key.indexOf("--");
  return at < 0 ? [key] : [key.slice(0, at), key.slice(at + 2)];
}

/** The key of the action planned for a statement. @param {string} activity @param {string} code */
export const actionKey = (activity, code) => joinKey(`${activity}-action`, code);

/** What forms call the field. @param {string} key */
export function fieldId(key) {
  const [activity, part] = splitKey(key);
  return joinKey(activity, part?.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, ""));
}

/** @param {string} key */
function isKey(key) {
  const [activity, part] = splitKey(key);
  return ACTIVITY.test(activity) && (part === undefined || PART.test(part));
}

/** @param {number} n @param {string} many @param {string} one */
const count = (n, many, one = many) => (n ? [n === 1 ? `1 answer ${one}` : `${n} answers ${many}`] : []);

/** @param {number} n @param {string} why */
const leftOut = (n, why) => count(n, `were left out: ${why}`, `was left out: ${why}`);

// Reading

/** What can be taken of a file's text; throws Refused. @param {string} text @returns {AnswersFile} */
export function read(text, now = Date.now()) {
  if (text.length > MOST_BYTES) throw tooLarge();
  const file = parse(text);
  if (!isObject(file) || !clean(file.schema).startsWith("workbook-answers/")) throw foreign();
  if (file.schema !== SCHEMA) {
    const other = clean(file.schema).slice(0, 40);
    throw new Refused(`This file is of another version (${other}); this workbook reads ${SCHEMA}.`);
  }
  const left = { name: 0, long: 0, other: 0, many: 0 };
  const [entry] = readEntry(file, now, left);
  if (!entry) throw foreign();
  const earlier = Array.isArray(file.earlier) ? file.earlier.slice(0, MOST_EARLIER) : [];
  return {
    ...entry,
    earlier: earlier.flatMap((one) => readEntry(one, now, left)),
    notes: [
      ...leftOut(left.name, "no activity has such a name."),
      ...leftOut(left.long, "more than 200,000 characters."),
      ...leftOut(left.other, "neither text nor a rating."),
      ...leftOut(left.many, "a file may hold 5,000."),
    ],
  };
}

/** @param {string} text @returns {unknown} */
function parse(text) {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    throw notRead();
  }
}

/** @param {unknown} file @param {number} now @param {LeftOut} left @returns {Earlier[]} one, or none */
function readEntry(file, now, left) {
  if (!isObject(file) || !isObject(file.answers) || !isObject(file.workbook)) return [];
  const about = file.workbook;
  const workbook = /** @type {Workbook} */ (Object.fromEntries(ABOUT.map((name) => [name, clean(about[name]).slice(0, 200)])));
  if (!workbook.id || !workbook.title || !workbook.npq) return [];
  const at = time(file.saved_at, now) ?? 0;
  return [{ workbook, at, answers: readAnswers(file, at, now, left) }];
}

/** @param {Record<string, unknown>} file @param {number} at @param {number} now @param {LeftOut} left */
function readAnswers(file, at, now, left) {
  const [edited, asked] = [new Map(flat(file.edited)), new Map(flat(file.asked))];
  /** @type {Answers} */
  const answers = new Map();
  for (const [key, given] of flat(file.answers)) {
    const value = typeof given === "string" ? clean(given) : given;
    if (!isKey(key) || isObject(value)) left.name++;
    else if (value !== null && typeof value !== "string" && !Number.isSafeInteger(value)) left.other++;
    else if (String(value).length > MOST_LETTERS) left.long++;
    else if (answers.size >= MOST_ANSWERS) left.many++;
    else {
      const [when, question] = [time(edited.get(key), now), clean(asked.get(key)).slice(0, 500)];
      const answer = /** @type {Answer} */ ({ value, at: when ?? at, timed: when !== null });
      answers.set(key, question ? { ...answer, asked: question } : answer);
    }
  }
  return answers;
}

/** Every key and its value. @param {unknown} nested @returns {Generator<[string, unknown]>} */
function* flat(nested) {
  for (const [activity, held] of Object.entries(isObject(nested) ? nested : {})) {
    if (!isObject(held)) yield [activity, held];
    else for (const [part, value] of Object.entries(held)) yield [joinKey(activity, part), value];
  }
}

/** @param {unknown} iso @param {number} now */
function time(iso, now) {
  const at = typeof iso === "string" && /^\d{4}-\d\d-\d\dT/.test(iso) ? Date.parse(iso) : NaN;
  return Number.isNaN(at) ? null : Math.max(0, Math.min(at, now));
}

// Merging

/** How another workbook's answers stand to this one's. @param {Workbook} here @param {Workbook} there */
export function relation(here, there) {
  if (here.id === there.id) return "same";
  if (here.npq !== there.npq) return "other";
  return here.seminar === there.seminar ? "same" : "earlier";
}

/**
 * The state with a file's answers in it, and what that changed; throws Refused.
 * @param {State} state @param {Map<string, Question>} questions @param {AnswersFile} file @param {Workbook} here
 */
export function take(state, questions, file, here) {
  const next = { answers: new Map(state.answers), earlier: state.earlier };
  /** @type {Changes} */
  const changes = { added: 0, changed: 0, older: 0, kept: 0, keys: [], taken: [], notes: [...file.notes] };
  const [how, there] = [relation(here, file.workbook), file.workbook];
  if (how === "other") {
    const theirs = `${there.npq}, “${there.title}”`;
    throw new Refused(`These answers belong to another NPQ (${theirs}). This workbook is for ${here.npq}.`);
  }
  if (how === "same") merge(next.answers, file.answers, questions, changes);
  else merge(next.answers, coverOf(file, next.answers), questions, changes);
  for (const entry of [file, ...file.earlier]) keepEarlier(next, entry, here, changes);
  return { state: next, changes };
}

/** @param {Answers} mine @param {Answers} theirs @param {Map<string, Question>} questions @param {Changes} changes */
function merge(mine, theirs, questions, changes) {
  let misfits = 0;
  for (const [key, answer] of theirs) {
    const question = questions.get(key);
    if (isEmpty(answer.value) && !answer.timed) continue;
    if (question && !fits(question, answer.value)) misfits++;
    else mergeOne(mine, key, answer, changes, question ? "added" : "kept");
  }
  changes.notes.push(...leftOut(misfits, "no fit for the question or the scale."));
}

/** @param {Answers} mine @param {string} key @param {Answer} theirs @param {Changes} changes @param {"added" | "kept"} as */
function mergeOne(mine, key, { timed, ...theirs }, changes, as) {
  const [here, value] = [mine.get(key), mine.get(key)?.value];
  const newer = !here || theirs.at > here.at || (theirs.at === here.at && isEmpty(value));
  if (newer) mine.set(key, theirs);
  const same = value === theirs.value || (isEmpty(value) && isEmpty(theirs.value));
  if (same || (!newer && isEmpty(theirs.value))) return;
  changes[!newer ? "older" : isEmpty(value) ? as : "changed"]++;
  if (newer) changes.keys.push(key);
}

/** @param {Question} question @param {Value} value */
export function fits({ type, points = 1 }, value) {
  if (isChosen(type)) return value === null || (typeof value === "number" && value >= 1 && value <= points);
  return typeof value === "string" && (type === "text" || /^(\d{4}-\d\d-\d\d)?$/.test(value));
}

/** Whether it is answered by choosing: a point of a scale, or 1 for a tick; null while nothing is chosen. @param {FieldType} type */
export const isChosen = (type) => type === "rating" || type === "check";

/** Cover details of another workbook, for what is empty here. @param {Earlier} file @param {Answers} mine */
function coverOf(file, mine) {
  const wanted = [...file.answers].filter(([key]) => key.startsWith("cover--") && isEmpty(mine.get(key)?.value));
  return new Map(wanted.map(([key, one]) => [key, { ...one, at: Math.max(one.at, mine.get(key)?.at ?? 0) }]));
}

/** @param {State} state @param {Earlier} entry @param {Workbook} here @param {Changes} changes */
function keepEarlier(state, { workbook, at, answers }, here, changes) {
  const known = state.earlier.find((one) => one.workbook.id === workbook.id);
  const held = [...answers].filter(([key, one]) => !key.startsWith("cover--") && !isEmpty(one.value));
  if (relation(here, workbook) !== "earlier" || !held.length || (known && known.at >= at)) return;
  const all = [...state.earlier.filter((one) => one !== known), { workbook, at, answers: new Map(held) }];
  state.earlier = all.sort((a, b) => b.at - a.at).slice(0, MOST_EARLIER);
  if (state.earlier.some((one) => one.workbook === workbook)) changes.taken.push([workbook.title, held.length]);
}

/** What changed, in sentences. @param {Changes} changes */
export function sentences({ added, changed, older, kept, taken, notes }) {
  const said = [
    ...count(added, "loaded that were not here.", "loaded that was not here."),
    ...count(changed, "replaced by newer ones.", "replaced by a newer one."),
    ...count(older, "here are newer and stay.", "here is newer and stays."),
    ...count(kept, "have no place in this edition; they are kept.", "has no place in this edition; it is kept."),
    ...taken.flatMap(([title, n]) => count(n, `taken from “${title}” to compare with.`)),
    ...notes,
  ];
  return said.length ? said : ["Nothing changed: every answer in this file is here already."];
}

// Editing and writing

/**
 * A new edit is later than the one before, whatever the clock says.
 * @param {Answers} answers @param {string} key @param {Value} value @param {string} [asked]
 */
export function edit(answers, key, value, asked, now = Date.now()) {
  const at = Math.max(now, (answers.get(key)?.at ?? 0) + 1);
  answers.set(key, asked ? { value, at, asked } : { value, at });
}

/**
 * A load taken back, by edits of now, so that other tabs follow; what was written since then stays.
 * @param {State} state @param {State} before @param {State} after
 */
export function revert(state, before, after) {
  const answers = new Map(state.answers);
  for (const [key, { value, asked }] of after.answers) {
    const [was, now] = [before.answers.get(key)?.value, answers.get(key)?.value];
    if (was !== value && now === value) edit(answers, key, was ?? (typeof value === "number" ? null : ""), asked);
  }
  return { answers, earlier: before.earlier };
}

/** The newest earlier answer to the same question. @param {State} state @param {string} key @returns {Before | null} */
export function earlierAnswer(state, key) {
  const entry = state.earlier.find((one) => one.answers.has(key));
  return entry ? { value: entry.answers.get(key)?.value ?? null, title: entry.workbook.title } : null;
}

/** The state as an answers file. @param {State} state @param {Workbook} workbook */
export function serialise({ answers, earlier }, workbook, now = Date.now()) {
  return {
    schema: SCHEMA,
    workbook,
    participant: { name: answers.get("cover--name")?.value ?? "", role: "participant" },
    ...entryOf(answers, now),
    edited: nested(answers, (one) => iso(one.at)),
    earlier: earlier.map((one) => ({ workbook: one.workbook, ...entryOf(one.answers, one.at) })),
  };
}

/** @param {Answers} answers @param {number} at */
function entryOf(answers, at) {
  const asked = nested(answers, (one) => (one.value && typeof one.value === "string" ? one.asked : undefined));
  return { saved_at: iso(at), answers: nested(answers, (one) => one.value), asked };
}

/** @param {number} at */
const iso = (at) => new Date(at).toISOString();

/** @param {Answers} answers @param {(one: Answer) => unknown} pick what to write; undefined leaves the key out */
function nested(answers, pick) {
  const made = Object.create(null);
  for (const [key, answer] of answers) {
    const [[activity, part], picked] = [splitKey(key), pick(answer)];
    if (picked === undefined) continue;
    // where a stray file made one answer of an activity with parts
    if (part === undefined || answers.has(activity)) made[key] = picked;
    else (made[activity] ??= Object.create(null))[part] = picked;
  }
  return made;
}
