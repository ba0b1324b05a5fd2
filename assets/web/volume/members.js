// The lists of a record's persons (一表多人) and units.
import { append, button, make, over } from "../common/dom.js";
import { say } from "../common/news.js";
import { t } from "../common/words.js";
import { grid } from "../grid/grid.js";
import { markAt } from "./marks.js";
import { reveal } from "./numbers.js";
import { freshRow, isMasked, listed, spread } from "./row.js";

const PERSONS = {
  field: "persons",
  name: t("人员（一表多人）", "Persons"),
  columns: [
    { field: "name", name: t("姓名", "Name"), width: 9 },
    { field: "number", name: t("身份证号", "ID number"), width: 13 },
    { field: "own", name: t("个人编号", "Personal no."), width: 10 },
    { field: "note", name: t("说明", "Note"), width: 16, grows: true }
  ]
};
const UNITS = {
  field: "units",
  name: t("单位", "Units"),
  columns: [
    { field: "name", name: t("单位名称", "Name"), width: 24, grows: true },
    { field: "number", name: t("编号", "Number"), width: 16 }
  ]
};

function linesOf(row, list) {
  return listed(row.cells, list.field).split("\n").filter(Boolean).map((text, at) => {
    const line = Object.assign(freshRow(), { at: at + 1 });
    text.split("\t").forEach((cell, c) => { line.cells[list.columns[c].field] = cell; });
    return line;
  });
}

// a number only looked at goes back as its mask
function textOf(list, lines) {
  const cell = (line, field) => {
    const isSeen = field === "number" && line.whole && line.cells.number === line.whole;
    return (isSeen ? line.masked : line.cells[field] || "").replace(/[\t\n]/g, " ");
  };
  const texts = lines.map((line) => list.columns.map(({ field }) => cell(line, field)).join("\t").replace(/\t+$/, ""));
  return texts.filter(Boolean).join("\n");
}

function show(row, line) {
  const shown = line.cells.number;
  return reveal(row, line.at, shown).then((number) => {
    if (number) Object.assign(line, { whole: number, masked: shown });
    return number;
  });
}

function gridOf(v, row, list, host) {
  const isMaskedNumber = (line, field) =>
    !!row.id && !!line.at && list === PERSONS && field === "number" && isMasked(line.cells.number);
  return grid(host, {
    label: list.name, columns: list.columns, rows: linesOf(row, list), ghosts: v.open ? 2 : 0, readonly: !v.open,
    make: freshRow, change: () => {}, partial: isMaskedNumber, whole: (line) => show(row, line)
  });
}

function listIn(v, row, list, node) {
  node.appendChild(make("h3", {}, list.name));
  if (v.open && list === PERSONS && isMasked(listed(row.cells, "persons"))) {
    const hint = t("打星号的号码不动就不变；F2 看全号，记入日志。",
      "A masked number left alone stays; F2 shows it whole, and is logged.");
    node.appendChild(make("p", { class: "hint" }, hint));
  }
  const problem = markAt(row, list.field);
  if (problem && row.pending[list.field]) {
    node.appendChild(make("p", { class: "problem danger" }, problem.icon + " " + problem.text));
  }
  const host = make("div");
  node.appendChild(host);
  return { list, grid: gridOf(v, row, list, host) };
}

function keep(v, row, parts) {
  const ops = [];
  parts.forEach((part) => {
    const { field } = part.list;
    part.grid.commit();
    const was = listed(row.cells, field);
    const to = textOf(part.list, part.grid.rows);
    if (to !== was) ops.push({ kind: "edit", row, field, from: row.cells[field] || was, to });
  });
  if (!ops.length) return;
  v.grid.act(ops);
  spread(row.cells);
  v.grid.repaint();
}

export function showMembers(v) {
  const { row } = v.grid.active();
  v.grid.commit();
  if (!row || !row.id && !row.cells.title) {
    say(t("先录这一件的题名。", "Enter the record's title first."), "warn");
    return;
  }
  const node = over(v, t("人员、单位", "Persons, units"));
  node.appendChild(make("h2", {}, row.cells.title || ""));
  const parts = [PERSONS, UNITS].map((list) => listIn(v, row, list, node));
  const foot = make("p");
  foot.appendChild(button(v.open ? t("完成", "Done") : t("关闭", "Close"), () => node.close("done"), "main-act"));
  if (v.open) foot.appendChild(button(t("取消", "Cancel"), () => node.close(), ""));
  append(node, [foot]);
  node.addEventListener("close", () => { if (v.open && node.returnValue === "done") keep(v, row, parts); });
  node.showModal();
  parts.forEach((part) => part.grid.fit());
  parts[0].grid.enter();
}
