// Copying a block out, clearing it, and pasting one in.
import { say } from "../common/news.js";
import { cellsOf, cellsOfHtml, htmlOf, textOf as asText } from "../common/pasted.js";
import { t } from "../common/words.js";
import { block, fieldAt, selection, textOf, total, whyNot } from "./cells.js";
import { act } from "./doing.js";
import { render } from "./view.js";

export function clearChosen(s) {
  const { top, bottom, left, right } = selection(s);
  const ops = [];
  s.rows.slice(top, bottom + 1).forEach((row) => {
    for (let c = left; c <= right; c++) {
      const field = fieldAt(s, c);
      const from = textOf(row, field);
      if (from && !whyNot(s, row, field)) ops.push({ kind: "edit", row, field, from, to: "" });
    }
  });
  if (ops.length) act(s, ops);
}

// numbers that are worked out take nothing, unless whole rows are pasted over whole rows
function firstColumn(s, left, width) {
  if (width >= s.columns.length) return left;
  const isTyped = (column, c) => c >= left && !column.readonly;
  const found = s.columns.findIndex(isTyped);
  return found < 0 ? s.columns.length - 1 : found;
}

function opsOfLine(s, line, row, isFresh, left) {
  const ops = [];
  let skipped = 0;
  line.forEach((to, at) => {
    const c = left + at;
    if (c >= s.columns.length) {
      if (to) skipped++;
      return;
    }
    const field = fieldAt(s, c);
    const from = textOf(row, field);
    if (to === from) return;
    if (whyNot(s, row, field)) skipped++;
    else if (isFresh) row.cells[field] = to;
    else ops.push({ kind: "edit", row, field, from, to });
  });
  return { ops, skipped };
}

/** Puts lines of texts into the table from a cell on; rows that are not there are added. */
export function put(s, lines, { top, left: from }) {
  const left = firstColumn(s, from, lines[0].length);
  const ops = [];
  const added = [];
  let skipped = 0;
  lines.forEach((line, at) => {
    const isFresh = top + at >= s.rows.length;
    const row = isFresh ? s.options.make() : s.rows[top + at];
    if (isFresh && line.some(Boolean)) added.push(row);
    const made = opsOfLine(s, line, row, isFresh, left);
    ops.push(...made.ops);
    skipped += made.skipped;
  });
  if (added.length) ops.push({ kind: "add", rows: added, before: null });
  if (ops.length) act(s, ops);
  s.anchor = { r: top, c: left };
  s.at = {
    r: Math.min(top + lines.length, total(s)) - 1,
    c: Math.min(left + lines[0].length, s.columns.length) - 1
  };
  render(s);
  const stayed = t("；" + skipped + " 格不能改，没有动", "; " + skipped + " cells cannot be changed and stayed");
  const said = t("粘贴 " + lines.length + " 行", lines.length + " rows pasted");
  say(said + (skipped ? stayed : "") + t("。", "."), skipped ? "warn" : "ok");
}

function carry(s, event) {
  const chosen = block(s, selection(s));
  event.preventDefault();
  event.clipboardData.setData("text/plain", asText(chosen));
  event.clipboardData.setData("text/html", htmlOf(chosen));
}

function pasteInto(s, board) {
  const plain = board.getData("text/plain");
  const html = board.getData("text/html");
  const lines = plain ? cellsOf(plain) : html ? cellsOfHtml(html) : [];
  if (!lines.length) return;
  const chosen = selection(s);
  const isOne = lines.length === 1 && lines[0].length === 1;
  // one value fills the whole choice
  put(s, isOne ? block(s, chosen).map((line) => line.map(() => lines[0][0])) : lines, chosen);
}

export function listenToClipboard(s) {
  const { input } = s.nodes;
  input.addEventListener("copy", (event) => { if (!s.mode) carry(s, event); });
  input.addEventListener("cut", (event) => {
    if (s.mode) return;
    carry(s, event);
    clearChosen(s);
  });
  input.addEventListener("paste", (event) => {
    if (s.mode || s.options.readonly) return;
    event.preventDefault();
    pasteInto(s, event.clipboardData);
  });
}
