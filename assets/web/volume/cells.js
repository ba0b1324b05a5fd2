// What the volume's table shows in its cells, and what can be done in them.
import { t } from "../common/words.js";
import { grid } from "../grid/grid.js";
import { reveal } from "./numbers.js";
import { enqueue } from "./queue.js";
import { freshRow, isMasked, several } from "./row.js";
import { pump } from "./traffic.js";

const GHOSTS = 3;

function shown(row, field) {
  const count = field === "person_name" || field === "id_number" ? several(row) : 0;
  const isEmpty = field === "seq" && !row.id && !Object.keys(row.cells).length;
  if (count < 2) return row.cells[field] || (isEmpty ? "＋" : "");
  return field === "id_number" ? "" : row.cells.person_name.split("、")[0] + " +" + (count - 1) + " ▸";
}

function why(row, field) {
  if (field !== "id_number" || several(row) < 2) return "";
  return t("这一件有几个人：按 F9 在人员表里改。", "Several persons: press F9 and change them in their list.");
}

const isMaskedNumber = (row, field) =>
  !!row.id && isMasked(row.cells[field]) && field === "id_number" && several(row) < 2;

/** The table itself; `tell` is told which cell is active, `half` keeps what is being typed. */
export function gridOf(v, host, sheet, rows, { tell, half }) {
  return grid(host, {
    name: "volume", label: t("卷内文件", "Records in the volume"), columns: v.columns, rows,
    ghosts: v.open ? GHOSTS : 0, typed: half.keep,
    readonly: !v.open, today: sheet.getAttribute("data-today"), make: freshRow, shown, why, partial: isMaskedNumber,
    whole: (row) => reveal(row, 1, row.cells.id_number),
    change: (ops) => {
      enqueue(v, ops);
      v.save();
      setTimeout(() => pump(v), 0);
    },
    moved: (row, field) => {
      if (v.queue.length) setTimeout(() => pump(v), 0);
      tell(row, field);
    }
  });
}
