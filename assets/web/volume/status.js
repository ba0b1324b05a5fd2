// The line under the table: what is to be known of the active cell, and what can be done about it.
import { append, button, clear, make } from "../common/dom.js";
import { t } from "../common/words.js";
import { unmark } from "./marks.js";
import { edit, forget } from "./queue.js";
import { isMasked, several } from "./row.js";
import { pump } from "./traffic.js";

const HINT = t("F2 改 · Enter 下一格 · Ctrl+D 向下填 · Ctrl+' 抄上格 · Alt+↑↓ 移行 · Ctrl+Z 撤销 · F8 下一问题 · " +
  "F9 一表多人 · ? 全部",
"F2 edit · Enter next cell · Ctrl+D fill down · Ctrl+' from above · Alt+↑↓ move rows · Ctrl+Z undo · " +
  "F8 next problem · F9 persons · ? all");

function useMine(v, row, conflict) {
  row.base[conflict.field] = conflict.theirs;
  edit(v, { row, field: conflict.field, text: conflict.mine });
  v.save();
  v.grid.repaint();
  pump(v);
  v.grid.enter();
}

function useTheirs(v, row, { field, theirs }) {
  forget(v, row, field);
  row.base[field] = theirs;
  row.cells[field] = theirs;
  unmark(row, field);
  v.save();
  v.grid.repaint();
  v.grid.enter();
}

function ofNumber(v) {
  if (!v.open) return t("身份证号打了星号。", "The number is masked.");
  return t("身份证号打了星号。直接写全号就是改成新号；要看原号：",
    "The number is masked. Type a whole number to change it; to see it:");
}

const isHidden = (row, field) => !!row.id && field === "id_number" && isMasked(row.cells.id_number);

// what is to be said of a cell, and what to do: { icon, text, conflict, isHidden }
function knownOf(v, row, field) {
  const mark = row.marks[field] || row.flags && row.flags[field];
  if (mark) return mark;
  if (row.theirs) return { icon: "i", text: row.theirs };
  if (several(row) > 1 && /person|id_/.test(field)) {
    return { icon: "i", text: several(row) + t(" 人，按 F9 看人员表", " persons: F9 for the list") };
  }
  if (isHidden(row, field)) return { icon: "i", text: ofNumber(v), isHidden: true };
  return { icon: "", text: "" };
}

// a row somebody else changed has been seen once the person has been there
function seen(row) {
  delete row.theirs;
  const told = Object.keys(row.marks).filter((field) => row.marks[field].tone === "info");
  told.forEach((field) => delete row.marks[field]);
}

/** `link` leads to the active row's record. */
export function statusLine(v, link) {
  const line = make("div", { class: "grid-state", role: "status" });
  const hints = make("p", { class: "grid-hint" }, v.open ? HINT : "");
  let visited = null;
  let told = "";

  function draw(row, known) {
    clear(line);
    hints.hidden = !!known.text;
    if (!known.text) return;
    append(line, [make("b", {}, known.icon), make("bdi", {}, known.text)]);
    if (known.isHidden && v.open) line.appendChild(button(t("显示 F2", "Show F2"), () => v.grid.edit()));
    if (!known.conflict) return;
    append(line, [
      button(t("用我的", "Use mine"), () => useMine(v, row, known.conflict)),
      button(t("用对方的", "Use theirs"), () => useTheirs(v, row, known.conflict))
    ]);
  }

  function tell(row, field) {
    link.hidden = !row.id;
    if (visited && visited !== row && visited.theirs) seen(visited);
    visited = row;
    if (row.id) link.href = "/items/" + row.id + (v.open ? "" : "/correction");
    const known = knownOf(v, row, field);
    const name = row.key + field + known.text;
    if (name === told) return;
    told = name;
    draw(row, known);
  }

  return { line, hints, tell, retell: () => { told = ""; } };
}
