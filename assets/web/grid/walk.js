// Going from cell to cell.
import { selection, total } from "./cells.js";
import { commit } from "./typing.js";
import { place, rechoose, scrollToActive, select } from "./view.js";

// which way Enter goes: right, at the end of the row to the next; or down. Kept in this browser
const KEPT_AS = "guidang.enter";

export function direction() {
  try { return localStorage.getItem(KEPT_AS) || "right"; } catch { return "right"; }
}

export function setDirection(value) {
  try { localStorage.setItem(KEPT_AS, value); } catch { /* then it holds for this page's select only */ }
}

const within = (value, count) => Math.max(0, Math.min(value, count - 1));

export function go(s, r, c, extend) {
  commit(s);
  if (!total(s)) return;
  const was = selection(s);
  s.at = { r: within(r, total(s)), c: within(c, s.columns.length) };
  if (!extend) s.anchor = { r: s.at.r, c: s.at.c };
  s.moving = true;
  scrollToActive(s);
  place(s);
  s.moving = false;
  show(s, was);
}

/** Chooses up to a cell, as the mouse is drawn over it. */
export function stretch(s, cell) {
  const was = selection(s);
  s.at = cell;
  place(s);
  show(s, was);
}

function show(s, was) {
  rechoose(s, was, selection(s));
  s.nodes.input.focus({ preventScroll: true });
  select(s);
}

/** To the next cell that can be typed into, as Tab and Enter go. */
export function step(s, isBack, key) {
  const by = isBack ? -1 : 1;
  if (key === "Enter" && direction() === "down") {
    go(s, s.at.r + by, s.at.c);
    return;
  }
  const isThere = (r) => r >= 0 && r < total(s);
  let { r, c } = s.at;
  do {
    c += by;
    if (c >= s.columns.length) {
      c = 0;
      r++;
    } else if (c < 0) {
      c = s.columns.length - 1;
      r--;
    }
  } while (isThere(r) && s.columns[c].readonly);
  if (isThere(r)) go(s, r, c);
}
