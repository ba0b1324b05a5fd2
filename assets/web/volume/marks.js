// What is said about a cell, until it is said otherwise.
import { minute } from "../common/dom.js";
import { t } from "../common/words.js";

const PASSING = 2000;

// what is said about a list, or a field without a column, stands at the cell it belongs to
const SEEN_AT = {
  persons: "person_name", personal_no: "person_name", units: "unit_name", unit_number: "unit_name",
  secrecy: "title", medium: "title"
};
const seenAt = (field) => SEEN_AT[field] || field;

export const markAt = (row, field) => row.marks[seenAt(field)];

export function mark(row, field, tone, icon, text, more) {
  row.marks[seenAt(field)] = Object.assign({ tone, icon, text }, more);
  return markAt(row, field);
}

export function unmark(row, field) {
  delete row.marks[seenAt(field)];
}

/** Somebody else has changed the cell first: `done` says who and when. */
export function markConflict(row, field, done, mine, theirs) {
  const text = t("别人先改了。", "Changed by somebody else. ") + nameOf(done) + t(" 改成“", ": \"") + theirs +
    t("”，您写的是“", "\"; you wrote \"") + mine + t("”。", "\".");
  mark(row, field, "danger", "⇄", text, { conflict: { field, mine, theirs } });
}

/** A mark that goes away by itself. */
export function markForAMoment(v, row, field, icon, text, isBrief) {
  const one = mark(row, field, "ok", icon, text, { brief: isBrief });
  v.view.later(() => {
    if (markAt(row, field) !== one) return;
    unmark(row, field);
    v.grid.repaint();
  }, PASSING);
}

/** A problem in words, with the line of a list it is in. */
export function saidOf(problem) {
  const line = problem.row ? t("第 ", "line ") + problem.row + t(" 行：", ": ") : "";
  return line + problem.message + (problem.fix ? t("。", ". ") + problem.fix : "");
}

export const toCorrect = (text) => t("要改正：", "To correct: ") + text;

/** Who did it, and when: `本机用户 11-21 09:05`. */
export function nameOf(done) {
  return (done.actor === "local" ? t("本机用户", "the local user") : done.actor) + " " + clock(done.at);
}

const clock = (at) => (at ? minute(new Date(at)).slice(5) : "");
