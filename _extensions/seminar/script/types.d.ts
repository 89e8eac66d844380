// Types that the modules share; for the checker alone, no part of the page.

/** A text or date; a point of a scale, or 1 for a tick; or nothing chosen yet. */
type Value = string | number | null;
/** `at`: when edited, in ms; `timed`: the file itself said when. */
type Answer = { value: Value; at: number; asked?: string; timed?: boolean };
/** By key. */
type Answers = Map<string, Answer>;
type Workbook = { id: string; title: string; npq: string; cohort: string; seminar: string; content_hash: string };
/** What another seminar's workbook held. */
type Earlier = { workbook: Workbook; at: number; answers: Answers };
type State = { answers: Answers; earlier: Earlier[] };
type AnswersFile = State & { workbook: Workbook; at: number; notes: string[] };
type FieldType = "text" | "date" | "rating" | "check";
/** `label`: what a file says was asked; `about`: the activity, in words. */
type Question = { key: string; type: FieldType; points?: number; label?: string; about?: string };
type Changes = {
  added: number;
  changed: number;
  older: number;
  kept: number;
  keys: string[];
  taken: [string, number][];
  notes: string[];
};
type LeftOut = { name: number; long: number; other: number; many: number };

type Control = HTMLTextAreaElement | HTMLInputElement;
/** One control, or the radio buttons of one statement. */
type Bound = { key: string; type: FieldType; controls: Control[]; box: HTMLElement };
type Before = { value: Value; title: string };
type Host = {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  earlier(key: string): Before | null;
};
type Form = { paint(): void; unbind(): void };

/** What a page knows of its workbook: a part of workbook.json. */
type Model = {
  id: string;
  npq: string;
  cohort: string;
  seminar: string;
  title: string;
  edition: string;
  cover: { fields: Field[] };
  statements: (Omit<StatementName, "code"> & { stem: string; statements: { code: string; text: string }[] })[];
  chapters: { id: string; title: string; blocks: Activity[] }[];
};
/** `scale`: of a rating alone. */
type Activity = { id: string; kind: string; label: string; fields: Field[]; scale: { question: string; labels: string[] } };
/** `points` and `statement`: of a rating alone. */
type Field = { key: string; type: FieldType; label: string; points: number; statement: StatementName };
type StatementName = { framework: string; edition: string; kind: "knowledge" | "practice"; code: string };

type Statement = { key: string; code: string; text: string; value: number | null; previous: number | null };
type Stem = { area?: string; title: string; statements: Statement[] };
type RatingGroup = {
  activity: string;
  kind: "knowledge" | "practice";
  scale: string[];
  question: string;
  stems: Stem[];
};

/** Where a form says what became of an answer. */
type Teller = (words: string, trouble: boolean) => void;
/** An answer on its way to the kernel. `sent`: with which message; `again`: kept on the device when an earlier kernel ended. */
type Pending = { value: Value; at: number; before?: Value; teller: Teller; sent?: number; again?: boolean; refused?: boolean };
type Kernel = Omit<Host, "set"> & {
  set(key: string, value: Value, teller: Teller): void;
  chart(kind: string): RatingGroup[];
  notes(): string;
  takeUp(keys: string[], teller: Teller): void;
  send(): void;
  post(said: object, buffers?: ArrayBuffer[]): void;
};
/** What the kernel says. `client` and `sent`: whose message it answers. */
type Said = {
  client?: string;
  sent?: number;
  saved?: boolean;
  refused?: string[];
  words?: string;
  trouble?: boolean;
  values?: Record<string, Value>;
  earlier?: Record<string, Before>;
  charts?: Record<string, RatingGroup[]>;
  notes?: string;
  panel?: PanelSaid;
};
type PanelSaid = { words?: string; html?: string; cycles?: [string, string][]; chosen?: string; copy?: { name: string; text: string } };
type Shown = { paint(): void; panel(said: PanelSaid): void; stop(words: string): void };
/** A place in the notebook that can be filled in. */
type Opened = { paint(): void; panel?(said: PanelSaid): void; stop(words: string): void };
