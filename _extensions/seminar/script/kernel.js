// What a notebook's forms and its kernel say to each other. What somebody gives is pending until the kernel has it, and
// stays on the device until it is in the file: a kernel may end, and a page may close, at any moment.

const PAUSE = 400; // ms without typing before an answer goes to the kernel
const PATIENCE = 3000; // ms that the kernel may take to say that it has it
const MOST_PATIENCE = 60_000; // ms between two tries

/**
 * @param {any} model the widget's model: `now` is what the kernel knew when it was opened
 * @param {Shown} shown what draws the answers, and is told what became of them
 * @param {AbortSignal} signal ends with the model
 * @returns {Kernel}
 */
export function talkTo(model, shown, signal) {
  const client = String(Math.random()); // others may look at the same notebook
  const device = unsentAnswers(model.get("place"));
  const now = structuredClone(model.get("now"));
  /** @type {Map<string, Pending>} */
  const pending = new Map();
  let [sent, timer, retry, alive] = [0, 0, 0, true];

  const post = (/** @type {object} */ said, /** @type {ArrayBuffer[]} */ buffers = []) => {
    try {
      if (alive) model.send({ ...said, client }, undefined, buffers);
    } catch {
      stop();
    }
  };
  // A message can get lost, with a connection or in a cell that is interrupted. So each carries all that is pending, a
  // receipt is one for all messages before it, and without a receipt it is sent again.
  const due = () => [...pending].filter(([, one]) => !one.refused);
  const send = () => {
    clearTimeout(timer);
    if (due().every(([, one]) => one.sent)) return;
    dispatch(PATIENCE);
    const mine = sent;
    setTimeout(() => late(mine), PATIENCE);
  };
  const dispatch = (/** @type {number} */ patience) => {
    clearTimeout(retry);
    if (!alive || !due().length) return;
    sent += 1;
    post({ set: due().map(said), sent });
    for (const [, one] of due()) one.sent ??= sent;
    retry = setTimeout(() => dispatch(Math.min(2 * patience, MOST_PATIENCE)), patience);
  };
  const late = (/** @type {number} */ mine) => {
    const waiting = due().flatMap(([, one]) => (one.sent && one.sent <= mine ? [one] : []));
    if (alive && waiting.length) tell(waiting, notSaved(device.has(waiting)), true);
  };
  const settle = (/** @type {Said} */ { sent: upTo = 0, saved, refused = [], words, trouble }) => {
    const had = due().filter(([, one]) => one.sent && one.sent <= upTo);
    for (const [key, one] of had) if (!(one.refused = refused.includes(key))) pending.delete(key);
    if (saved) device.drop(had.filter(([, one]) => !one.refused));
    tell(had.map(([, one]) => one), (words ?? "").replace("{time}", clock()), trouble);
  };
  const stop = () => {
    if (!alive) return;
    alive = false;
    clearTimeout(timer);
    clearTimeout(retry);
    shown.stop(device.has([...pending.values()]) && pending.size ? `${STOPPED} ${COMES_BACK}` : STOPPED);
  };
  const ask = () => {
    let here = false;
    const answer = ({ here: whom = "" }) => (here ||= whom === client);
    model.on("msg:custom", answer);
    setTimeout(() => {
      model.off("msg:custom", answer);
      if (!here) stop();
    }, PATIENCE);
    post({ hello: true });
  };

  model.on("msg:custom", (/** @type {Said} */ said) => {
    if (said.client === client && said.sent) settle(said);
    Object.assign(now.values, said.values);
    Object.assign(now.charts, said.charts);
    if (said.earlier) now.earlier = said.earlier;
    if (said.notes !== undefined) now.notes = said.notes;
    shown.paint();
    if (said.panel) shown.panel(said.panel);
  });
  model.on("comm_live_update", ask);
  model.on("comm:close", stop);
  signal.addEventListener("abort", stop);

  return {
    get: (key) => (pending.has(key) ? pending.get(key)?.value : now.values[key]),
    earlier: (key) => now.earlier[key] ?? null,
    chart: (kind) => now.charts[kind] ?? [],
    notes: () => now.notes,
    set(key, value, teller) {
      const before = pending.has(key) ? pending.get(key)?.before : now.values[key];
      const one = { value, at: Date.now(), before, teller };
      pending.set(key, one);
      device.keep(key, one);
      clearTimeout(timer);
      timer = setTimeout(send, typeof value === "string" ? PAUSE : 0);
    },
    /** What was kept here and never arrived goes to the kernel once a form asks for it. */
    takeUp(keys, teller) {
      for (const [key, one] of device.found(keys)) if (!pending.has(key)) pending.set(key, { ...one, teller, again: true });
      send();
    },
    send,
    post,
  };
}

const STOPPED = "This is not connected to Jupyter any more. Run all cells to go on.";
const COMES_BACK = "What you wrote last is kept on this device, and comes back then.";

/** What may have arrived or may have been answered elsewhere since is told with its time, and what it was written over. @param {[string, Pending]} answer */
const said = ([key, { value, at, before, again, sent }]) => (again || sent ? [key, value, at, before ?? null] : [key, value, null]);

const clock = () => new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

/** @param {boolean} kept */
const notSaved = (kept) =>
  `Not saved yet: Jupyter does not answer. If this stays, run all cells. ${kept ? COMES_BACK : "Do not close this page before."}`;

/** Each form once, the one that was changed last. @param {Pending[]} answers @param {string} words @param {boolean} [trouble] */
function tell(answers, words, trouble = false) {
  answers.at(-1)?.teller(words, trouble);
}

/** Answers that the file lacks, kept by this browser under the place of the file; without a place, not at all. @param {string} place */
function unsentAnswers(place) {
  const name = `workbook-kit.unsent.${place}`;
  /** @returns {Record<string, { value: Value, at: number, before?: Value }>} */
  const read = () => {
    try {
      return (place && JSON.parse(localStorage.getItem(name) ?? "{}")) || {};
    } catch {
      return {};
    }
  };
  const write = (/** @type {object} */ all) => {
    if (!place) return;
    try {
      if (Object.keys(all).length) localStorage.setItem(name, JSON.stringify(all));
      else localStorage.removeItem(name);
    } catch {
      // full, or refused: `has` finds out
    }
  };
  return {
    keep: (/** @type {string} */ key, /** @type {Pending} */ { value, at, before }) => write({ ...read(), [key]: { value, at, before } }),
    /** Unless something was given since. @param {[string, Pending][]} answers */
    drop(answers) {
      const all = read();
      for (const [key, { at }] of answers) if (all[key]?.at <= at) delete all[key];
      write(all);
    },
    found: (/** @type {string[]} */ keys) => Object.entries(read()).filter(([key]) => keys.includes(key)),
    has(/** @type {Pending[]} */ answers) {
      const times = new Set(Object.values(read()).map(({ at }) => at));
      return answers.every(({ at }) => times.has(at));
    },
  };
}
