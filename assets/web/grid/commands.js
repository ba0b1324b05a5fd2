// What a table's keys and buttons do.
import { say } from "../common/news.js";
import { t } from "../common/words.js";
import { block, selection } from "./cells.js";
import { put } from "./clipboard.js";
import { act, apply, tell } from "./doing.js";
import { inverse, sorted } from "./steps.js";
import { place, repaint, select } from "./view.js";
import { go, step } from "./walk.js";

// takes the newest step of a list, as it was done or the other way round
function again(s, from, to, turn, nothing) {
  if (s.mode) return;
  const done = from.pop();
  if (!done) {
    say(nothing, "warn");
    return;
  }
  to.push(done);
  const ops = turn(done);
  apply(s, ops);
  const last = ops[ops.length - 1];
  const r = s.rows.indexOf(last.row || last.rows[0]);
  if (r >= 0) s.at.r = s.anchor.r = r;
  tell(s, ops);
  go(s, s.at.r, s.at.c);
}

const undo = (s) => again(s, s.done, s.undone, inverse, t("没有可以撤销的。", "There is nothing to undo."));
const redo = (s) => again(s, s.undone, s.done, (ops) => ops, t("没有可以重做的。", "There is nothing to redo."));

// from the first row chosen, or from the row above where only one is
function fill(s, isFromAbove) {
  const chosen = selection(s);
  const isAbove = isFromAbove || chosen.top === chosen.bottom;
  if (isAbove && chosen.top === 0) return;
  const row = isAbove ? chosen.top - 1 : chosen.top;
  const [source] = block(s, Object.assign({}, chosen, { top: row, bottom: row }));
  put(s, block(s, chosen).map(() => source), chosen);
  go(s, s.at.r, s.at.c, true);
}

function shift(s, by) {
  const { top, bottom } = selection(s);
  const rows = s.rows.slice(top, bottom + 1);
  const to = by < 0 ? top - 1 : bottom + 2;
  if (!rows.length || to < 0 || by > 0 && bottom + 1 >= s.rows.length) return;
  act(s, [{ kind: "move", rows, before: s.rows[to] || null, was: s.rows[bottom + 1] || null }]);
  s.anchor.r += by;
  s.at.r += by;
  go(s, s.at.r, s.at.c, true);
}

function insert(s) {
  act(s, [{ kind: "add", rows: [s.options.make()], before: s.rows[s.at.r] || null }]);
  go(s, s.at.r, 0);
  step(s, false, "Tab");
}

function remove(s) {
  const { top, bottom } = selection(s);
  const rows = s.rows.slice(top, bottom + 1);
  if (!rows.length) return;
  act(s, [{ kind: "remove", rows, before: s.rows[bottom + 1] || null }]);
  go(s, top, s.at.c);
}

// the chosen rows, or all of them; how many stand elsewhere now
function sort(s, field) {
  const { top, bottom } = selection(s);
  const [from, to] = bottom > top ? [top, Math.min(bottom + 1, s.rows.length)] : [0, s.rows.length];
  const stood = s.rows.slice(from, to);
  const behind = s.rows[to] || null;
  const rows = sorted(stood, field);
  if (rows.every((row, at) => row === stood[at])) return 0;
  act(s, [{ kind: "move", rows, before: behind, was: behind, stood }]);
  return rows.length;
}

function chooseAll(s) {
  s.anchor = { r: 0, c: 0 };
  s.at = { r: Math.max(s.rows.length - 1, 0), c: s.columns.length - 1 };
  place(s);
  repaint(s);
  s.nodes.input.focus();
  select(s);
}

export function commandsOf(s) {
  return {
    undo: () => undo(s),
    redo: () => redo(s),
    fill: () => fill(s, false),
    above: () => { if (s.at.r > 0) fill(s, true); },
    today: () => put(s, [[s.options.today || ""]], { top: s.at.r, left: s.at.c }),
    up: () => shift(s, -1),
    down: () => shift(s, 1),
    insert: () => insert(s),
    remove: () => remove(s),
    sort: (field) => sort(s, field),
    all: () => chooseAll(s)
  };
}
