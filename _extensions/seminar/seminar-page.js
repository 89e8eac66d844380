const MOST_BYTES = 20_000_000;
const SCHEMA = "workbook-answers/1";
const MOST_LETTERS = 200_000;
const MOST_ANSWERS = 5_000;
const MOST_EARLIER = 10;
const ACTIVITY = /^(?=.{1,80}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const PART = /^(?=.{1,80}$)[A-Za-z0-9][A-Za-z0-9.-]*$/;
const ABOUT = ["id", "title", "npq", "cohort", "seminar", "content_hash"];
class Refused extends Error {
constructor(why) {
super(`${why} Nothing was loaded.`);
}
}
const tooLarge = () => new Refused("This file is too large to be a workbook's answers (more than 20 MB).");
const notRead = () =>
new Refused("This file cannot be read as answers: it is another kind of file, or it was cut short.");
const foreign = () => new Refused("This file holds no workbook answers.");
const isEmpty = (value) => value === undefined || value === null || value === "";
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const clean = (text) =>
typeof text === "string" ? text.replaceAll("\r\n", "\n").replace(/(?![\t\n])[\p{Cc}\p{Cs}]/gu, "") : "";
const joinKey = (activity, part) => (part === undefined ? activity : `${activity}--${part}`);
function splitKey(key) {
const at = key.indexOf("--");
return at < 0 ? [key] : [key.slice(0, at), key.slice(at + 2)];
}
const actionKey = (activity, code) => joinKey(`${activity}-action`, code);
function fieldId(key) {
const [activity, part] = splitKey(key);
return joinKey(activity, part?.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, ""));
}
function isKey(key) {
const [activity, part] = splitKey(key);
return ACTIVITY.test(activity) && (part === undefined || PART.test(part));
}
const count = (n, many, one = many) => (n ? [n === 1 ? `1 answer ${one}` : `${n} answers ${many}`] : []);
const leftOut = (n, why) => count(n, `were left out: ${why}`, `was left out: ${why}`);
function read(text, now = Date.now()) {
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
function parse(text) {
try {
return JSON.parse(text.replace(/^\uFEFF/, ""));
} catch {
throw notRead();
}
}
function readEntry(file, now, left) {
if (!isObject(file) || !isObject(file.answers) || !isObject(file.workbook)) return [];
const about = file.workbook;
const workbook = (Object.fromEntries(ABOUT.map((name) => [name, clean(about[name]).slice(0, 200)])));
if (!workbook.id || !workbook.title || !workbook.npq) return [];
const at = time(file.saved_at, now) ?? 0;
return [{ workbook, at, answers: readAnswers(file, at, now, left) }];
}
function readAnswers(file, at, now, left) {
const [edited, asked] = [new Map(flat(file.edited)), new Map(flat(file.asked))];
const answers = new Map();
for (const [key, given] of flat(file.answers)) {
const value = typeof given === "string" ? clean(given) : given;
if (!isKey(key) || isObject(value)) left.name++;
else if (value !== null && typeof value !== "string" && !Number.isSafeInteger(value)) left.other++;
else if (String(value).length > MOST_LETTERS) left.long++;
else if (answers.size >= MOST_ANSWERS) left.many++;
else {
const [when, question] = [time(edited.get(key), now), clean(asked.get(key)).slice(0, 500)];
const answer = ({ value, at: when ?? at, timed: when !== null });
answers.set(key, question ? { ...answer, asked: question } : answer);
}
}
return answers;
}
function* flat(nested) {
for (const [activity, held] of Object.entries(isObject(nested) ? nested : {})) {
if (!isObject(held)) yield [activity, held];
else for (const [part, value] of Object.entries(held)) yield [joinKey(activity, part), value];
}
}
function time(iso, now) {
const at = typeof iso === "string" && /^\d{4}-\d\d-\d\dT/.test(iso) ? Date.parse(iso) : NaN;
return Number.isNaN(at) ? null : Math.max(0, Math.min(at, now));
}
function relation(here, there) {
if (here.id === there.id) return "same";
if (here.npq !== there.npq) return "other";
return here.seminar === there.seminar ? "same" : "earlier";
}
function take(state, questions, file, here) {
const next = { answers: new Map(state.answers), earlier: state.earlier };
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
function mergeOne(mine, key, { timed, ...theirs }, changes, as) {
const [here, value] = [mine.get(key), mine.get(key)?.value];
const newer = !here || theirs.at > here.at || (theirs.at === here.at && isEmpty(value));
if (newer) mine.set(key, theirs);
const same = value === theirs.value || (isEmpty(value) && isEmpty(theirs.value));
if (same || (!newer && isEmpty(theirs.value))) return;
changes[!newer ? "older" : isEmpty(value) ? as : "changed"]++;
if (newer) changes.keys.push(key);
}
function fits({ type, points = 1 }, value) {
if (isChosen(type)) return value === null || (typeof value === "number" && value >= 1 && value <= points);
return typeof value === "string" && (type === "text" || /^(\d{4}-\d\d-\d\d)?$/.test(value));
}
const isChosen = (type) => type === "rating" || type === "check";
function coverOf(file, mine) {
const wanted = [...file.answers].filter(([key]) => key.startsWith("cover--") && isEmpty(mine.get(key)?.value));
return new Map(wanted.map(([key, one]) => [key, { ...one, at: Math.max(one.at, mine.get(key)?.at ?? 0) }]));
}
function keepEarlier(state, { workbook, at, answers }, here, changes) {
const known = state.earlier.find((one) => one.workbook.id === workbook.id);
const held = [...answers].filter(([key, one]) => !key.startsWith("cover--") && !isEmpty(one.value));
if (relation(here, workbook) !== "earlier" || !held.length || (known && known.at >= at)) return;
const all = [...state.earlier.filter((one) => one !== known), { workbook, at, answers: new Map(held) }];
state.earlier = all.sort((a, b) => b.at - a.at).slice(0, MOST_EARLIER);
if (state.earlier.some((one) => one.workbook === workbook)) changes.taken.push([workbook.title, held.length]);
}
function sentences({ added, changed, older, kept, taken, notes }) {
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
function edit(answers, key, value, asked, now = Date.now()) {
const at = Math.max(now, (answers.get(key)?.at ?? 0) + 1);
answers.set(key, asked ? { value, at, asked } : { value, at });
}
function revert(state, before, after) {
const answers = new Map(state.answers);
for (const [key, { value, asked }] of after.answers) {
const [was, now] = [before.answers.get(key)?.value, answers.get(key)?.value];
if (was !== value && now === value) edit(answers, key, was ?? (typeof value === "number" ? null : ""), asked);
}
return { answers, earlier: before.earlier };
}
function earlierAnswer(state, key) {
const entry = state.earlier.find((one) => one.answers.has(key));
return entry ? { value: entry.answers.get(key)?.value ?? null, title: entry.workbook.title } : null;
}
function serialise({ answers, earlier }, workbook, now = Date.now()) {
return {
schema: SCHEMA,
workbook,
participant: { name: answers.get("cover--name")?.value ?? "", role: "participant" },
...entryOf(answers, now),
edited: nested(answers, (one) => iso(one.at)),
earlier: earlier.map((one) => ({ workbook: one.workbook, ...entryOf(one.answers, one.at) })),
};
}
function entryOf(answers, at) {
const asked = nested(answers, (one) => (one.value && typeof one.value === "string" ? one.asked : undefined));
return { saved_at: iso(at), answers: nested(answers, (one) => one.value), asked };
}
const iso = (at) => new Date(at).toISOString();
function nested(answers, pick) {
const made = Object.create(null);
for (const [key, answer] of answers) {
const [[activity, part], picked] = [splitKey(key), pick(answer)];
if (picked === undefined) continue;
if (part === undefined || answers.has(activity)) made[key] = picked;
else (made[activity] ??= Object.create(null))[part] = picked;
}
return made;
}
function h(tag, given = {}, ...children) {
const made = Object.assign(document.createElement(tag), given);
made.append(...children);
return made;
}
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const byId = (id) => document.getElementById(id);
const worked = (doing) => doing.then(() => true, () => false);
const tried = (act) => {
try {
act();
return true;
} catch {
return false;
}
};
function openDatabase() {
return new Promise((opened, failed) => {
const asked = indexedDB.open("workbook-kit", 1);
asked.onupgradeneeded = () => asked.result.createObjectStore("answers");
asked.onsuccess = () => opened(asked.result);
asked.onerror = () => failed(asked.error);
setTimeout(failed, 3000);
});
}
function openShelf(name, onOther) {
const key = `workbook-kit:${name}`;
const database = openDatabase();
const request = async (mode, act) => {
const transaction = (await database).transaction("answers", mode);
const made = act(transaction.objectStore("answers"));
transaction.commit?.();
return new Promise((done, failed) => {
transaction.oncomplete = () => done(made.result);
transaction.onabort = () => failed(transaction.error);
});
};
const put = async (at, text) => {
const here = tried(() => localStorage.setItem(at, text));
return (await worked(request("readwrite", (store) => store.put(text, at)))) || here;
};
const remove = async (at) => {
tried(() => localStorage.removeItem(at));
await worked(request("readwrite", (store) => store.delete(at)));
};
addEventListener("storage", (event) => {
if (event.key === key || event.key === null) onOther(event.newValue);
});
return {
peek: () => {
let text = "";
tried(() => (text = localStorage.getItem(key) ?? ""));
return text;
},
read: async () => String((await request("readonly", (store) => store.get(key)).catch(() => "")) ?? ""),
write: (text) => put(key, text),
clear: () => remove(key),
works: async () => {
const kept = await put("workbook-kit", "?");
await remove("workbook-kit");
return kept;
},
};
}
const activities = ({ chapters }) => chapters.flatMap(({ blocks }) => blocks);
function readModel(text) {
const model = JSON.parse(text);
for (const one of [model.cover, ...activities(model)]) {
one.fields = one.fields.map((field) => ({ type: "text", label: one.label, ...field }));
}
return model;
}
const fieldsOf = (model) => [model.cover, ...activities(model)].flatMap(({ fields }) => fields);
function questionsOf(model) {
const cover = model.cover.fields.map((field) => ({ ...field, about: field.label }));
const asked = activities(model).flatMap(({ label, fields }) => fields.map((field) => ({ ...field, label: inWords(field, label), about: label })));
const rated = ratingsOf(model).flatMap(({ activity, stems }) => stems.flatMap(({ statements }) => statements.map((one) => action(activity, one))));
return new Map([...cover, ...asked, ...rated].map((one) => [one.key, one]));
}
const inWords = ({ type, label }, question) =>
type !== "text" && type !== "date" ? "" : label.startsWith(question) ? label : `${question} ${label}`;
const action = (activity, { code, text }) => ({ key: actionKey(activity, code), type: "text", label: `One action for ${code} ${text}` });
function ratingsOf(model, host) {
const known = new Map(model.statements.flatMap((stem) => stem.statements.map((one) => [nameOf({ ...stem, ...one }), { ...one, stem }])));
return activities(model).flatMap((one) => (one.kind === "rating" ? [groupOf(one, known, host)] : []));
}
function groupOf({ id, scale, fields }, known, host) {
const stems = new Map();
for (const { key, statement } of fields) {
const { code, text, stem } = known.get(nameOf(statement));
const [value, previous] = [host?.get(key), host?.earlier(key)?.value].map(number);
const { statements } = stems.get(stem) ?? { statements: [] };
stems.set(stem, { title: stem.stem, statements: [...statements, { key, code, text, value, previous }] });
}
return { activity: id, kind: fields[0].statement.kind, question: scale.question, scale: scale.labels, stems: [...stems.values()] };
}
const nameOf = ({ framework, edition, kind, code }) => [framework, edition, kind, code].join("\n");
const number = (one) => (typeof one === "number" ? one : null);
function find(root, { key, type }) {
const box = (root.querySelector(`#${fieldId(key)}`));
if (!box) return [];
const controls = (type === "rating" ? [...box.querySelectorAll("input")] : [box]);
if (type === "text") controls[0].maxLength = MOST_LETTERS;
return [{ key, type, controls, box }];
}
function bind(root, fields, host) {
const all = fields.flatMap((field) => find(root, field));
const byControl = new Map(all.flatMap((one) => one.controls.map((control) => [(control), one])));
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
for (const one of all) if (host.get(one.key) === undefined && valueOf(one)) host.set(one.key, valueOf(one));
paint();
return { paint, unbind: () => root.removeEventListener("input", changed) };
}
function valueOf({ type, controls }) {
if (!isChosen(type)) return controls[0].value;
return Number((controls).find((one) => one.checked)?.value) || null;
}
function show({ type, controls }, value) {
if (!isChosen(type)) {
if (controls[0].value === String(value)) return;
controls[0].value = String(value);
return grow(controls[0]);
}
for (const one of (controls)) one.checked = one.value === String(value);
}
function grow(area) {
if (area.type !== "textarea" || CSS.supports("field-sizing", "content")) return;
area.style.height = `${Math.max(area.offsetHeight, area.scrollHeight + 4)}px`;
}
function reveal(root) {
for (const first of (root.querySelectorAll(".reveal-first"))) {
const activity = first.closest(".seminar-activity");
const written = [...(activity?.querySelectorAll("textarea") ?? [])].some((area) => area.value.trim());
first.hidden = written;
const answers = (activity?.querySelector(".reveal"));
if (answers) answers.hidden = !written;
}
}
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
function changeSince(before, now) {
if (!now) return "";
return `. Now: ${now}, ${now === before ? "same" : now > before ? `up ${now - before}` : `down ${before - now}`}`;
}
function earlierText({ value, title }, area) {
const use = h("button", { type: "button" }, "Use it here");
use.addEventListener("click", () => {
area.value = [area.value, value].filter(Boolean).join("\n\n");
area.dispatchEvent(new Event("input", { bubbles: true }));
});
const summary = h("summary", {}, `What you wrote in “${title}”`);
return h("details", { className: "before" }, summary, h("p", {}, String(value)), use);
}
const MOST_LOW = 5;
function drawRatings(root, groups, host) {
if (root.contains(document.activeElement)) return;
root.replaceChildren(...groups.flatMap((group) => [table(group), ...actions(group, host)]));
}
function table({ kind, question, scale, stems }) {
const heads = [...scale.map((label, n) => [n + 1, label]), ["not yet", "rated"]];
const columns = heads.map(([shown, more]) => h("th", { scope: "col" }, String(shown), h("span", { className: "unseen" }, ` ${more}`)));
const caption = h("caption", {}, h("b", {}, kind === "knowledge" ? "What I know" : "What I do"), ` ${question}`);
const rows = stems.map((stem) => stemRows(stem, scale.length));
return h("table", { className: "ratings" }, caption, h("thead", {}, h("tr", {}, ...columns)), ...rows);
}
function stemRows({ title, statements }, points) {
const head = h("th", { scope: "rowgroup", colSpan: points + 1 }, title, h("span", { className: "moved" }, movement(statements)));
const cells = [...Array(points).keys(), -1].map((n) => {
const count = statements.filter(({ value }) => (value ?? 0) === n + 1).length;
const cell = h("td", { className: n < 0 ? "unrated" : "" }, h("span", {}, String(count)));
cell.style.setProperty("--share", count / statements.length);
return cell;
});
return h("tbody", {}, h("tr", {}, head), h("tr", {}, ...cells));
}
function movement(statements) {
const steps = statements.flatMap(({ value, previous }) => (value && previous ? [Math.sign(value - previous)] : []));
const count = (sign) => steps.filter((one) => one === sign).length;
return steps.length ? ` Since the earlier ratings: ${count(1)} up, ${count(0)} the same, ${count(-1)} down` : "";
}
function actions(group, host) {
const { activity, kind, scale, stems } = group;
const all = stems.flatMap((stem) => stem.statements);
const low = all.filter(({ value }) => value && value < scale.length).sort((a, b) => Number(a.value) - Number(b.value));
const acted = all.filter((one) => !isEmpty(host.get(actionKey(activity, one.code))));
const shown = [...new Set([...low.slice(0, MOST_LOW), ...acted])];
if (!shown.length) return [];
const title = kind === "knowledge" ? "Where I know least so far" : "Where I am least confident so far";
const help = "One small action for each is enough.";
const items = shown.map((one) => item(one, group, host));
return [h("h3", {}, title), h("p", { className: "help" }, help), h("ul", { className: "lowest" }, ...items)];
}
function item({ code, text, value }, { activity, scale }, host) {
const key = actionKey(activity, code);
const area = h("textarea", { rows: 1, value: host.get(key) ?? "", maxLength: MOST_LETTERS });
area.addEventListener("input", () => host.set(key, area.value));
const rated = h("span", { className: "pill" }, value ? `${value} ${scale[value - 1]}` : "not yet rated");
return h("li", {}, h("p", {}, h("b", { className: "code" }, code), ` ${text} `, rated), h("label", {}, `One action for ${code}`, area));
}
function writeOut() {
eraseOut();
for (const one of all("textarea, input:not([type=radio], [type=checkbox])", byId("workbook"))) {
const day = one.type === "date" && one.valueAsDate?.toLocaleDateString("en-GB", { dateStyle: "long", timeZone: "UTC" });
one.after(h("span", { className: "written" }, day || one.value));
}
for (const one of all(".statement")) {
one.append(h("p", { className: "written chosen" }, one.querySelector(":checked")?.parentElement.textContent ?? ""));
}
}
function eraseOut() {
delete document.body.dataset.print;
for (const one of all(".written")) one.remove();
}
function readable() {
writeOut();
const copy = (document.documentElement.cloneNode(true));
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
const SAVE_AFTER = 500;
const DRAW_AFTER = 300;
const REMIND_AFTER = 20;
const nothing = () => ({ answers: new Map(), earlier: [] });
let model;
let here;
let shelf;
let form;
let questions;
let state = nothing();
let loaded = [];
let known = "";
let edits = 0;
let [copied, unsaved, failing, moved] = [false, false, false, true];
let [saving, drawing] = [0, 0];
const host = {
get: (key) => state.answers.get(key)?.value,
earlier: (key) => earlierAnswer(state, key),
set(key, value) {
edit(state.answers, key, value, questions.get(key)?.label);
edits++;
moved ||= typeof value !== "string";
changed();
},
};
async function begin() {
model = readModel(byId("model").textContent);
const { id, title, npq, cohort, seminar, edition } = model;
here = { id, title, npq, cohort, seminar, content_hash: edition };
questions = questionsOf(model);
shelf = openShelf(id, otherTab);
absorb(shelf.peek());
form = bind(byId("workbook"), fieldsOf(model), host);
for (const one of all("[data-scripted]")) one.hidden = false;
byId("unscripted").remove();
listen();
drawing = setTimeout(draw, DRAW_AFTER);
const kept = await shelf.read();
if (kept && kept !== known) otherTab(kept);
tellKept(await shelf.works());
}
function listen() {
addEventListener("pagehide", save);
addEventListener("visibilitychange", save);
addEventListener("pageshow", (event) => event.persisted && !failing && location.reload());
addEventListener("beforeunload", (event) => failing && unsaved && event.preventDefault());
addEventListener("beforeprint", () => document.body.dataset.print || writeOut());
addEventListener("afterprint", eraseOut);
addEventListener("click", ({ target }) => {
const button = target instanceof Element && target.closest("[data-do]");
if (button) deeds[button.getAttribute("data-do") ?? ""]();
});
byId("load").addEventListener("change", () => load(byId("load").files[0]));
}
function changed() {
copied = false;
unsaved = true;
saving ||= setTimeout(save, SAVE_AFTER);
clearTimeout(drawing);
drawing = setTimeout(draw, DRAW_AFTER);
}
async function save() {
clearTimeout(saving);
saving = 0;
if (!unsaved) return;
const other = shelf.peek();
if (other && other !== known) absorb(other);
unsaved = false;
known = asText();
tellKept(await shelf.write(known));
unsaved ||= failing;
const at = new Date().toLocaleTimeString("en-GB", { timeStyle: "short" });
if (!failing) byId("saved").textContent = `Saved on this device, ${at}`;
byId("remind").hidden = edits < REMIND_AFTER;
}
function tellKept(kept) {
failing = !kept;
byId("unkept").hidden = kept;
if (failing) byId("saved").textContent = "Not saved: take a copy";
}
const asText = (indent = 0) => JSON.stringify(serialise(state, here), null, indent);
function absorb(text) {
known = text;
try {
state = take(state, new Map(), read(text, Infinity), here).state;
} catch (error) {
if (!(error instanceof Refused)) throw error;
}
}
function otherTab(text) {
if (text === null) forget();
else absorb(text);
form.paint();
moved = true;
draw();
}
function forget() {
clearTimeout(saving);
[state, loaded, known, edits, saving, unsaved] = [nothing(), [], "", 0, 0, false];
byId("saved").textContent = "Nothing is kept on this device";
}
const deeds = {
answers: () => byId("answers").showModal(),
finish() {
deeds.close();
byId("copied").textContent = "";
byId("finish").showModal();
},
close: () => all("dialog").forEach((one) => one.close()),
download() {
hand(`${here.id}.answers.json`, "application/json", asText(1));
[copied, edits] = [true, 0];
byId("copied").textContent = "Your copy is in the downloads.";
byId("remind").hidden = true;
draw();
},
readable: () => hand(`${here.id}.html`, "text/html", readable()),
print() {
deeds.close();
print();
},
blank() {
document.body.dataset.print = "blank";
deeds.print();
},
undo() {
const [before, after] = loaded;
loaded = [];
replace(revert(state, before, after));
tell(["The load is taken back."]);
},
async clear() {
otherTab(null);
deeds.close();
await shelf.clear();
byId("news").textContent = "This device is cleared.";
},
};
function hand(name, type, text) {
const link = h("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
link.click();
setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
async function load(file) {
if (!file) return;
try {
if (file.size > MOST_BYTES) throw tooLarge();
const text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
const { state: after, changes } = take(state, questions, read(text), here);
loaded = [state, after];
replace(after);
tell([...sentences(changes), ...namesOf(changes.keys)]);
} catch (error) {
tell([(error instanceof Refused ? error : notRead()).message]);
}
byId("load").value = "";
}
function replace(other) {
state = other;
form.paint();
moved = true;
changed();
}
function namesOf(keys) {
const names = new Set(keys.map((key) => questions.get(key)?.about).filter(Boolean));
return names.size ? [`Changed: ${[...names].join(" · ")}`] : [];
}
function tell(said) {
byId("loaded").replaceChildren(h("ul", {}, ...said.map((one) => h("li", {}, one))));
byId("undo").hidden = !loaded.length;
}
function draw() {
clearTimeout(drawing);
const name = host.get("cover--name");
for (const one of all(".whose")) one.textContent = name ?? "";
for (const one of all(".named")) one.hidden = isEmpty(name);
byId("clear").disabled = !copied && state.answers.size + state.earlier.length > 0;
if (moved) drawMoved();
moved = false;
drawLeft();
drawKept();
}
function drawMoved() {
const rated = fieldsOf(model).some(({ key, type }) => type === "rating" && host.get(key));
byId("unrated").hidden = rated;
drawRatings(byId("drawn"), rated ? ratingsOf(model, host) : [], host);
}
function drawLeft() {
const items = model.chapters.flatMap(({ id, title, blocks }) => {
const fields = blocks.flatMap((one) => one.fields);
const left = fields.filter(({ key }) => isEmpty(host.get(key))).length;
const [heading] = all(`[data-chapter="${id}"]`);
const name = heading ? h("a", { href: `#${heading.id}` }, title) : title;
return left ? [h("li", {}, name, ` ${left} of ${fields.length} still to do`)] : [];
});
byId("done").hidden = items.length > 0;
byId("to-do").replaceChildren(...items);
}
function drawKept() {
const earlier = state.earlier.map(({ workbook, answers }) => ({ from: `${workbook.title}: `, answers }));
const shown = [{ from: "", answers: state.answers }, ...earlier].flatMap(({ from, answers }) =>
[...answers].flatMap(([key, { value, asked = key.replace("--", " ") }]) => {
const question = questions.get(key);
const placed = isEmpty(value) || (question && fits(question, value));
return placed ? [] : [h("dt", {}, from + asked), h("dd", {}, String(value))];
}),
);
byId("kept").hidden = !shown.length;
byId("kept-answers").replaceChildren(...shown);
}
if (globalThis.document?.getElementById("model")) begin();
