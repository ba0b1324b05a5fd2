// A table's state, and what stands where in it.
//
// Functions of this folder take it as `s`:
//   options, columns, rows   as given to `grid`; ghosts: empty rows at the end
//   at, anchor               the active cell, and the other corner of what is chosen: { r, c }
//   mode                     "": walking; "type": begun by typing, arrows go on; "edit": begun by F2, arrows move
//                            the caret
//   before                   the active cell's text before it was typed into
//   run                      Tab goes from cell to cell until the walk is broken off
//   stale, moving            a drawing waits for the typing to end; the input is being put elsewhere
//   first, height            the first row drawn, and a row's height
//   dragged, widths          widths the person gave columns, by field; all of them as they stand
//   done, undone             steps, newest last
//   nodes                    box, table, head, top (the row of headings), body, input
import { t } from "../common/words.js";

export const total = (s) => s.rows.length + s.ghosts.length;
export const rowAt = (s, r) => (r < s.rows.length ? s.rows[r] : s.ghosts[r - s.rows.length]);
export const fieldAt = (s, c) => s.columns[c].field;
export const textOf = (row, field) => row.cells[field] || "";
export const markOf = (row, field) => row.marks && row.marks[field] || row.flags && row.flags[field] || null;

/** Why a cell cannot be typed into; "" if it can. */
export function whyNot(s, row, field) {
  const column = s.columns.find((one) => one.field === field);
  if (s.options.readonly || column && column.readonly) return t("这一格不能改。", "This cell cannot be changed.");
  return s.options.why ? s.options.why(row, field) : "";
}

export function selection({ at, anchor }) {
  return {
    top: Math.min(at.r, anchor.r), bottom: Math.max(at.r, anchor.r),
    left: Math.min(at.c, anchor.c), right: Math.max(at.c, anchor.c)
  };
}

export function fillGhosts(s) {
  const wanted = s.options.readonly ? 0 : s.options.ghosts;
  while (s.ghosts.length < wanted) s.ghosts.push(s.options.make());
}

/** The texts of a block, row by row. */
export function block(s, { top, bottom, left, right }) {
  const list = [];
  for (let r = top; r <= bottom; r++) {
    const line = [];
    for (let c = left; c <= right; c++) line.push(textOf(rowAt(s, r), fieldAt(s, c)));
    list.push(line);
  }
  return list;
}

/** Whether the active cell shows less than there is. */
export const isPartial = (s) => !!s.options.partial && s.options.partial(rowAt(s, s.at.r), fieldAt(s, s.at.c));
