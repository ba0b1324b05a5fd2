// What the server made of cells and rows: taken, refused, or changed by somebody else meanwhile.
import { t } from "../common/words.js";
import { apply } from "./changes.js";
import { mark, markConflict, markForAMoment, saidOf, toCorrect, unmark } from "./marks.js";
import { drop, hold } from "./queue.js";
import { stood } from "./row.js";

export function take(v, answer, ops) {
  if (answer.wrote) v.own.add(answer.wrote);
  const adds = new Map(ops.filter((op) => op.kind === "add").map((op) => [op.row.key, op]));
  answer.rows.forEach((done) => takeRow(v, done, adds.get(done.key)));
  const edits = ops.filter((op) => op.kind === "edit");
  answer.cells.forEach((done, at) => takeCell(v, done, edits[at]));
  apply(v, answer.table);
}

function takeRow(v, done, op) {
  const { row } = op;
  if (done.item) adopt(v, row, done.item); else keepBack(v, op);
  if (done.item) {
    done.changes.forEach((change) => markForAMoment(v, row, change.column, "→", "→ " + change.to, true));
  }
  done.problems.filter((problem) => !row.pending[problem.column]).forEach((problem) => {
    const isBad = done.refused.includes(problem.column);
    const text = isBad ? toCorrect(saidOf(problem)) : saidOf(problem);
    mark(row, problem.column, isBad ? "danger" : "warn", isBad ? "✕" : "!", text);
  });
  if (!done.item) return;
  // what was typed anew meanwhile goes by itself
  done.refused.filter((field) => !row.pending[field]).forEach((field) => hold(v, row, field, row.cells[field] || ""));
}

// the row has a record now, perhaps one this page has heard of already
function adopt(v, row, item) {
  const other = v.byId.get(item);
  if (other && other !== row) merge(v, row, other);
  Object.assign(row, { id: item, key: "i" + item, base: {}, filed: true });
  delete row.adding;
  v.byId.set(item, row);
}

// what was typed into the row as others told it is this row's
function merge(v, row, other) {
  v.grid.set(v.grid.rows.filter((one) => one !== other));
  v.queue.filter((op) => op.row === other).forEach((op) => { op.row = row; });
  row.pending = Object.assign({}, other.pending, row.pending);
  Object.keys(other.pending).forEach((field) => { row.cells[field] = other.cells[field]; });
}

// what was typed while it was on its way may have made it good
function keepBack(v, op) {
  const { row } = op;
  const hasMore = Object.keys(row.pending).length > 0;
  drop(v, (one) => one.row === row);
  row.pending = {};
  if (!v.grid.rows.includes(row)) {
    delete row.adding;
    return;
  }
  v.queue.push(Object.assign(op, { sent: false, tried: false, cells: null, ready: false, refused: !hasMore }));
}

function takeCell(v, done, op) {
  const row = v.byId.get(done.item);
  if (!row) return;
  const { field } = done;
  const later = row.pending[field];
  if (done.became === "conflict" || done.became === "refused") {
    // a later text is compared with what stood there before this one
    if (later) later.seen = later.seen === undefined ? op.seen : later.seen;
    else if (v.grid.rows.includes(row)) refuse(v, row, done);
    return;
  }
  row.base[field] = done.text;
  if (later || v.grid.isTyping(row, field)) return;
  row.cells[field] = done.text;
  const [problem] = done.problems;
  const [change] = done.changes;
  if (problem) mark(row, field, "warn", "!", saidOf(problem));
  else markForAMoment(v, row, field, "✓", change ? "→ " + done.text : t("已存", "saved"), !!change);
}

function refuse(v, row, done) {
  const { field } = done;
  const lost = done.problems.find((problem) => problem.kind === "not_in_volume");
  if (lost) {
    unmark(row, field);
    v.view.say(t("“", "\"") + done.typed + t("”没有存上：", "\" was not kept: ") + saidOf(lost), "danger");
  } else if (done.became === "conflict") {
    hold(v, row, field, done.typed, stood(row, field));
    markConflict(row, field, { actor: done.by || "", at: done.at }, done.typed, done.text);
  } else {
    hold(v, row, field, done.typed);
    mark(row, field, "danger", "✕", toCorrect(done.problems.map(saidOf).join(t("；", "; "))));
  }
}
