// Drawing: few rows stand there all, of many only those in view; the input stands in the active cell.
import { clear } from "../common/dom.js";
import { t } from "../common/words.js";
import { fieldAt, fillGhosts, markOf, rowAt, textOf, total, whyNot } from "./cells.js";
import { gap, paint } from "./nodes.js";
import { fit } from "./widths.js";

const ALL = 300;
const AROUND = 40;
const USUAL_HEIGHT = 33;

export const isLong = (s) => total(s) > ALL;

const isDrawn = (s, row) => !!row.tr && row.tr.parentNode === s.nodes.body;

export function select(s) {
  const { input } = s.nodes;
  if (!s.mode) input.setSelectionRange(0, input.value.length);
}

function range(s) {
  if (!isLong(s)) return [0, total(s)];
  const { box } = s.nodes;
  s.height = s.height || USUAL_HEIGHT;
  const span = Math.ceil(box.clientHeight / s.height) + 2 * AROUND;
  const from = Math.max(0, Math.min(Math.floor(box.scrollTop / s.height) - AROUND, total(s) - span));
  return [from, Math.min(total(s), from + span)];
}

export function render(s) {
  const { body, input, table } = s.nodes;
  if (s.mode) {
    s.stale = true;
    repaint(s);
    return;
  }
  s.stale = false;
  fillGhosts(s);
  [s.at, s.anchor].forEach((cell) => { cell.r = Math.min(cell.r, Math.max(total(s) - 1, 0)); });
  table.setAttribute("aria-rowcount", total(s) + 1);
  const hadFocus = document.activeElement === input;
  s.moving = true;
  const [from, to] = range(s);
  s.first = from;
  const fragment = document.createDocumentFragment();
  if (from > 0) fragment.appendChild(gap(s, from));
  for (let r = from; r < to; r++) fragment.appendChild(paint(s, rowAt(s, r), r));
  if (to < total(s)) fragment.appendChild(gap(s, total(s) - to));
  clear(body);
  body.appendChild(fragment);
  const real = body.querySelector("tr:not(.gap)");
  if (real && real.offsetHeight) s.height = real.offsetHeight;
  fit(s);
  place(s);
  s.moving = false;
  if (hadFocus) {
    input.focus({ preventScroll: true });
    select(s);
  }
}

/** Rows that are drawn, drawn anew where they stand. */
export function repaint(s) {
  Array.from(s.nodes.body.children).filter((tr) => tr.className !== "gap").forEach((tr) => {
    const r = Number(tr.getAttribute("aria-rowindex")) - 2;
    const row = rowAt(s, r);
    if (row && row.tr === tr) paint(s, row, r);
  });
  label(s);
}

/** Only the rows that were chosen or are now. */
export function rechoose(s, was, now) {
  const top = Math.max(Math.min(was.top, now.top), s.first);
  const bottom = Math.min(Math.max(was.bottom, now.bottom), total(s) - 1);
  for (let r = top; r <= bottom; r++) {
    const row = rowAt(s, r);
    if (isDrawn(s, row)) paint(s, row, r);
  }
}

/** Puts the input into the active cell. */
export function place(s) {
  const { box, input } = s.nodes;
  const row = rowAt(s, s.at.r);
  const td = row && isDrawn(s, row) ? row.tr.cells[s.at.c] : null;
  const hadFocus = document.activeElement === input;
  const was = s.moving;
  s.moving = true;
  if (input.parentNode !== (td || box)) (td || box).appendChild(input);
  if (hadFocus && document.activeElement !== input) input.focus({ preventScroll: true });
  s.moving = was;
  if (!row) return;
  const field = fieldAt(s, s.at.c);
  s.before = textOf(row, field);
  input.value = s.before;
  input.readOnly = !!whyNot(s, row, field);
  input.className = "grid-in" + (s.columns[s.at.c].numeric ? " num" : "") + (td ? "" : " away");
  label(s);
}

function label(s) {
  const row = rowAt(s, s.at.r);
  if (!row) return;
  const column = s.columns[s.at.c];
  const mark = markOf(row, column.field);
  const where = t("第 ", "Row ") + (s.at.r + 1) + t(" 行 ", " ") + column.name;
  s.nodes.input.setAttribute("aria-label", where + (mark ? t("：", ": ") + mark.text : ""));
  if (s.options.moved) s.options.moved(row, column.field);
}

/** Brings the active cell into view. */
export function scrollToActive(s) {
  const { box, head, top } = s.nodes;
  const row = rowAt(s, s.at.r);
  const cell = top.cells[s.at.c];
  const headHeight = head.offsetHeight;
  const below = (y, height) => y + height - box.clientHeight + 4;
  if (!isDrawn(s, row)) {
    const y = s.at.r * s.height;
    const bottom = y + s.height + headHeight;
    if (y < box.scrollTop) box.scrollTop = y;
    else if (bottom > box.scrollTop + box.clientHeight) box.scrollTop = below(y + headHeight, s.height);
    render(s);
  }
  if (isDrawn(s, row)) {
    const { offsetTop: y, offsetHeight: height } = row.tr;
    if (y - headHeight < box.scrollTop) box.scrollTop = y - headHeight;
    else if (y + height > box.scrollTop + box.clientHeight) box.scrollTop = below(y, height);
  }
  if (s.at.c === 0 || s.columns[s.at.c].pinned) return;
  // columns that stay where they are cover those behind them
  const covered = s.columns.reduce((sum, column, c) =>
    (c < s.at.c && (c === 0 || column.pinned) ? sum + top.cells[c].offsetWidth : sum), 0);
  const left = cell.offsetLeft - covered;
  const right = cell.offsetLeft + cell.offsetWidth;
  if (left < box.scrollLeft) box.scrollLeft = left;
  else if (right > box.scrollLeft + box.clientWidth) box.scrollLeft = right - box.clientWidth;
}

/** Draws on when the rows drawn come to an end. */
export function watchScrolling(s) {
  const { box, body } = s.nodes;
  const EDGE = 10;
  let waiting = 0;
  box.addEventListener("scroll", () => {
    if (!isLong(s) || s.mode || waiting) return;
    waiting = requestAnimationFrame(() => {
      waiting = 0;
      const inView = Math.floor(box.scrollTop / s.height);
      const last = s.first + body.children.length;
      const isAbove = inView < s.first + EDGE && s.first > 0;
      if (isAbove || inView + box.clientHeight / s.height > last - EDGE) render(s);
    });
  });
}
