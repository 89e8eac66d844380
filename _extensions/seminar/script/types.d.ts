// Types that the modules share; for the checker alone, no part of the page.

/** A text or date, a point of a scale, or not yet rated. */
type Value = string | number | null;
/** `at`: when edited, in ms; `timed`: the file itself said when. */
type Answer = { value: Value; at: number; asked?: string; timed?: boolean };
/** By key: "activity", or "activity--part". */
type Answers = Map<string, Answer>;
type Workbook = { id: string; title: string; npq: string; cohort: string; seminar: string; content_hash: string };
/** What another seminar's workbook held. */
type Earlier = { workbook: Workbook; at: number; answers: Answers };
type State = { answers: Answers; earlier: Earlier[] };
type AnswersFile = State & { workbook: Workbook; at: number; notes: string[] };
type Question = { key: string; kind: "text" | "date" | "radio"; points: number };
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
/** Something to fill in: one text control, or the radio buttons of one statement. */
type Field = Question & { controls: Control[]; box: HTMLElement };
type Before = { value: Value; title: string };
type Host = {
  get(key: string): Value | undefined;
  set(key: string, value: Value, asked: string): void;
  earlier(key: string): Before | null;
};
type Form = { fields: Field[]; paint(): void; unbind(): void };

type Statement = { key: string; code: string; text: string; value: number | null; previous: number | null };
type Stem = { area?: string; title: string; statements: Statement[] };
type RatingGroup = {
  activity: string;
  kind: "knowledge" | "practice";
  scale: string[];
  question: string;
  stems: Stem[];
};
