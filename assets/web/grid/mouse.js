// Choosing cells with the mouse: one, a block, whole rows by their numbers, whole columns by their headings.
import { nearest } from "../common/dom.js";
import { total } from "./cells.js";
import { begin } from "./typing.js";
import { go, stretch } from "./walk.js";

const HEADING = "th[role=columnheader]";
const CELL = "td[role=gridcell]";

function cellOf(event) {
  const td = nearest(event, CELL + ", " + HEADING);
  if (!td) return null;
  const [row, column] = [td.parentNode.getAttribute("aria-rowindex"), td.getAttribute("aria-colindex")];
  return { r: Number(row) - 2, c: Number(column) - 1 };
}

// what a press chooses: cells, rows (by the column that numbers them) or columns (by their headings)
function kindOf(s, cell) {
  if (cell.r < 0) return cell.c === 0 ? "all" : "column";
  return cell.c === 0 && s.columns[0].readonly ? "row" : "cell";
}

// the corners of what is chosen from `from` to `to`
function corners(s, kind, from, to) {
  const [bottom, right] = [Math.max(s.rows.length - 1, 0), s.columns.length - 1];
  if (kind === "all") return [{ r: 0, c: 0 }, { r: bottom, c: right }];
  if (kind === "row") return [{ r: from.r, c: right }, { r: to.r, c: 0 }];
  if (kind === "column") return [{ r: bottom, c: from.c }, { r: 0, c: to.c }];
  return [from, to];
}

export function listenToMouse(s) {
  const { head, body, input } = s.nodes;
  let drawn = null;

  function choose(to) {
    const [anchor, at] = corners(s, drawn.kind, drawn.from, to);
    s.anchor = anchor;
    stretch(s, at);
  }

  function pressed(event) {
    const cell = cellOf(event);
    if (!cell || event.target === input && s.mode || event.button || !total(s)) return;
    event.preventDefault();
    s.run = false;
    const kind = kindOf(s, cell);
    const isOn = event.shiftKey && drawn && drawn.kind === kind;
    if (kind === "cell") {
      drawn = { kind, from: cell, isHeld: true };
      go(s, cell.r, cell.c, event.shiftKey);
      return;
    }
    if (!isOn) {
      drawn = { kind, from: cell };
      const [, at] = corners(s, kind, cell, cell);
      go(s, Math.max(at.r, 0), at.c);
    }
    drawn.isHeld = true;
    choose(cell);
  }

  function over(event) {
    const cell = drawn && drawn.isHeld && event.buttons ? cellOf(event) : null;
    if (!cell) return;
    if (drawn.kind !== "cell") choose({ r: Math.max(cell.r, 0), c: cell.c });
    else if (cell.r >= 0) stretch(s, cell);
  }

  [head, body].forEach((part) => {
    part.addEventListener("mousedown", pressed);
    part.addEventListener("mouseover", over);
  });
  document.addEventListener("mouseup", () => { if (drawn) drawn.isHeld = false; });
  body.addEventListener("dblclick", (event) => { if (cellOf(event)) begin(s, "edit"); });
}
