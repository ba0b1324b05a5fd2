// What has changed in the volume, by this page or by others.
import { t } from "../common/words.js";
import { mark, markAt, markConflict, nameOf } from "./marks.js";
import { filedRow, isWorkedOut } from "./row.js";

export function apply(v, table) {
  // an answer that comes late tells of what has been since
  if (table.seq < v.seq) return;
  v.seq = table.seq;
  if (table.state === "closed" && v.open) v.view.closed();
  const changed = table.changed ? tellRows(v, table) : [];
  // while rows are to go out or be moved, theirs is not the order yet
  if (v.order && !v.queue.some((op) => op.kind === "out" || op.kind === "move")) {
    order(v, v.order);
    v.order = null;
  }
  if (!table.changed) return;
  if (changed.length) {
    const who = changed[changed.length - 1];
    v.view.say(who + t(" 改了 ", " changed ") + changed.length + t(" 行，已标出。", " rows; they are marked."), "warn");
  }
  v.view.figures(table);
  v.view.retell();
  v.grid.repaint();
}

// who else changed rows, for each of them
function tellRows(v, table) {
  const others = othersIn(v, table);
  v.order = table.order;
  return table.rows.map((now) => tellRow(v, now, others.get(now.id))).filter(Boolean);
}

// who else changed which record last
function othersIn(v, table) {
  const others = new Map();
  table.done.filter((done) => !v.own.has(done.seq)).forEach((done) => {
    done.items.forEach((item) => others.set(item, done));
  });
  return others;
}

// the row as it stands now; answers who changed it, if that was somebody else
function tellRow(v, now, foreign) {
  const known = v.byId.get(now.id);
  const row = known || filedRow(now.id);
  v.byId.set(now.id, row);
  const shown = { seq: String(now.seq), page_range: now.page_from + "–" + now.page_to };
  const cells = Object.assign({}, v.emptyCells, now.cells, shown);
  const fields = Object.keys(Object.assign({}, row.base, cells));
  const differing = fields.filter((field) => tellCell(v, row, field, cells[field] || "", known && foreign));
  row.filed = false;
  if (!foreign || known && !differing.length) return "";
  row.theirs = nameOf(foreign) + (known ? t(" 改了这一行", " changed this row") : t(" 新录这一行", " entered this row"));
  return nameOf(foreign);
}

// whether somebody else changed the cell
function tellCell(v, row, field, text, foreign) {
  // what is being changed here is compared by the server with what stood here when it was typed
  if (row.pending[field] && !row.filed) {
    const told = markAt(row, field);
    if (foreign && told && told.conflict) markConflict(row, field, foreign, told.conflict.mine, text);
    return false;
  }
  const before = row.base[field];
  const isTheirs = !!foreign && before !== undefined && text !== before && !isWorkedOut(field);
  if (isTheirs) {
    const was = t(" 改，原来是“", " changed it from \"") + before + t("”", "\"");
    mark(row, field, "info", "✎", nameOf(foreign) + was);
  }
  row.base[field] = text;
  if (!row.pending[field] && !v.grid.isTyping(row, field)) row.cells[field] = text;
  return isTheirs;
}

// rows not filed yet stay behind the row they stood behind
function order(v, ids) {
  const before = v.grid.rows;
  const here = new Set(ids);
  const behind = new Map([[null, []]]);
  let last = null;
  before.forEach((row) => {
    if (!row.id) behind.get(last).push(row);
    else if (here.has(row.id)) {
      last = row;
      behind.set(row, []);
    }
  });
  const rows = behind.get(null).slice();
  ids.map((id) => v.byId.get(id)).filter(Boolean).forEach((row) => rows.push(row, ...(behind.get(row) || [])));
  if (rows.length !== before.length || rows.some((row, at) => row !== before[at])) v.grid.set(rows);
}
