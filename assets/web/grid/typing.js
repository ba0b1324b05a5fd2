// Typing in the active cell.
import { fieldAt, isPartial, rowAt } from "./cells.js";
import { act } from "./doing.js";
import { place, render, repaint, select } from "./view.js";

/** `how`: "type" or "edit" (see cells.js). */
export function begin(s, how) {
  const { input } = s.nodes;
  if (s.mode || input.readOnly) return;
  if (how === "edit" && isPartial(s)) {
    beginWhole(s);
    return;
  }
  s.mode = how;
  input.classList.add("typing");
  if (how === "edit") input.setSelectionRange(input.value.length, input.value.length);
}

// the text that is shown in part is asked for, and edited if the person is still there
function beginWhole(s) {
  const row = rowAt(s, s.at.r);
  const field = fieldAt(s, s.at.c);
  s.options.whole(row, field).then((whole) => {
    if (whole === null || s.mode || rowAt(s, s.at.r) !== row || fieldAt(s, s.at.c) !== field) return;
    row.cells[field] = whole;
    place(s);
    repaint(s);
    begin(s, "edit");
  });
}

/** Tells what stands in the cell that is being typed into; after the typing, that nothing does. */
export function tellTyped(s) {
  if (!s.options.typed) return;
  s.options.typed(s.mode ? { row: rowAt(s, s.at.r), field: fieldAt(s, s.at.c), text: s.nodes.input.value } : null);
}

function end(s) {
  s.mode = "";
  tellTyped(s);
  s.nodes.input.classList.remove("typing");
  if (s.stale) render(s);
}

export function commit(s) {
  if (!s.mode) return;
  const row = rowAt(s, s.at.r);
  const field = fieldAt(s, s.at.c);
  const [from, to] = [s.before, s.nodes.input.value];
  end(s);
  if (to !== from) act(s, [{ kind: "edit", row, field, from, to }]);
}

export function cancel(s) {
  s.nodes.input.value = s.before;
  end(s);
  select(s);
}
