// A table that is worked in like a spreadsheet: grid(host, options).
//
// options.columns  [{ field, name, width (em), numeric, readonly, pinned, folds, grows, least (em) }]; pinned: stays in
//                  view like the first; folds: to its heading while it holds nothing; grows: shares the room there is
// options.name     under which dragged widths are remembered
// options.rows     [{ cells: { field: text }, marks: { field: { tone, icon, text, brief } }, adding, theirs }]; adding:
//                  the row is not kept anywhere yet; theirs: somebody else changed it
// options.ghosts   empty rows at the end to type or paste into; 0: none
// options.readonly nothing can be changed
// options.label, options.today (ISO day for Ctrl+;)
// options.make()   a new empty row
// options.shown(row, field)   text in the cell, where it is not row.cells[field]
// options.why(row, field)     why this cell cannot be typed into; "" if it can
// options.partial(row, field) the cell shows less than there is; options.whole(row, field) then gives
//     a promise of the whole text, asked for before F2 edits it; of null if it is not to be had
// options.change(ops)         what the person did, in order (steps.js)
// options.moved(row, field)   another cell is active
// options.typed({ row, field, text })   a cell is being typed into; null: no more
//
// One input stands in the active cell and always has the focus, so that an input method composes into it
// from the first key on. While nothing is typed its text is selected and the arrows walk.
import { fieldAt, rowAt } from "./cells.js";
import { listenToClipboard } from "./clipboard.js";
import { commandsOf } from "./commands.js";
import { act } from "./doing.js";
import { listenToKeys } from "./keys.js";
import { listenToMouse } from "./mouse.js";
import { build } from "./nodes.js";
import { begin, commit } from "./typing.js";
import { render, repaint, watchScrolling } from "./view.js";
import { go } from "./walk.js";
import { fit, listenToWidths } from "./widths.js";

function stateOf(host, options) {
  const first = Math.max(options.columns.findIndex((column) => !column.readonly), 0);
  return {
    options, columns: options.columns, rows: options.rows, ghosts: [], done: [], undone: [],
    at: { r: 0, c: first }, anchor: { r: 0, c: first },
    mode: "", before: "", run: false, stale: false, moving: false, first: 0, height: 0, dragged: {}, widths: "",
    nodes: build(host, options)
  };
}

// another list of rows; who stood in a row still does
function setRows(s, rows) {
  const stood = [[rowAt(s, s.at.r), s.at], [rowAt(s, s.anchor.r), s.anchor]];
  s.rows = rows;
  stood.forEach(([row, cell]) => {
    const r = rows.indexOf(row);
    if (r >= 0) cell.r = r;
  });
  render(s);
}

function focus(s, row, field) {
  const r = s.rows.indexOf(row);
  const c = s.columns.findIndex((column) => column.field === field);
  if (r >= 0) go(s, r, Math.max(c, 0));
}

// a text somebody was in the middle of, into its cell again; without a row into the first empty one
function typeAgain(s, row, field, text) {
  const r = row ? s.rows.indexOf(row) : s.rows.length;
  const c = s.columns.findIndex((column) => column.field === field);
  if (r < 0 || c < 0) return false;
  go(s, r, c);
  // shown in part, it would be asked for whole first
  begin(s, "type");
  if (!s.mode) return false;
  s.mode = "edit";
  s.nodes.input.value = text;
  s.nodes.input.setSelectionRange(text.length, text.length);
  return true;
}

function lock(s) {
  s.options.readonly = true;
  s.ghosts = [];
  s.nodes.table.setAttribute("aria-readonly", "true");
  render(s);
}

export function grid(host, options) {
  const s = stateOf(host, options);
  const commands = commandsOf(s);
  watchScrolling(s);
  listenToClipboard(s);
  listenToKeys(s, commands);
  listenToMouse(s);
  listenToWidths(s);
  render(s);
  const isActive = (row, field) => rowAt(s, s.at.r) === row && fieldAt(s, s.at.c) === field;
  return {
    commands,
    get rows() { return s.rows; },
    act: (ops) => act(s, ops),
    render: () => render(s),
    repaint: () => repaint(s),
    isBusy: () => !!s.mode,
    isTyping: (row, field) => !!s.mode && isActive(row, field),
    active: () => ({ row: rowAt(s, s.at.r), r: s.at.r, c: s.at.c, field: fieldAt(s, s.at.c) }),
    commit: () => commit(s),
    edit: () => {
      s.nodes.input.focus();
      begin(s, "edit");
    },
    type: (row, field, text) => typeAgain(s, row, field, text),
    fit: () => fit(s),
    set: (rows) => setRows(s, rows),
    focus: (row, field) => focus(s, row, field),
    enter: () => go(s, s.at.r, s.at.c),
    lock: () => lock(s)
  };
}
