// Doing a step: it is applied, remembered for undoing, told and drawn.
import { rowAt } from "./cells.js";
import { applied } from "./steps.js";
import { fit } from "./widths.js";
import { isLong, place, render, repaint, select } from "./view.js";

const STEPS = 100;

export function apply(s, ops) {
  s.rows = applied(s.rows, ops);
}

// whoever types into an empty row at the end makes it one
function risen(s, ops) {
  const rows = [];
  ops.filter((op) => op.kind === "edit").forEach((op) => {
    const ghost = s.ghosts.indexOf(op.row);
    if (ghost < 0) return;
    s.ghosts.splice(ghost, 1);
    rows.push(op.row);
    if (rowAt(s, s.at.r) !== op.row) s.at.r = s.anchor.r = s.rows.length + rows.length - 1;
  });
  return rows;
}

export function act(s, given) {
  const rows = risen(s, given);
  const ops = rows.length ? [{ kind: "add", rows, before: null }].concat(given) : given;
  apply(s, ops);
  s.done.push(ops);
  if (s.done.length > STEPS) s.done.shift();
  s.undone = [];
  tell(s, ops);
}

/** Tells whose table it is what was done, and draws it. */
export function tell(s, ops) {
  s.options.change(ops);
  if (isLong(s) || ops.some((op) => op.kind !== "edit")) {
    render(s);
    return;
  }
  fit(s);
  place(s);
  repaint(s);
  select(s);
}
