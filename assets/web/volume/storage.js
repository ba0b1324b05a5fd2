// What the server has not accepted yet lies in this browser until it has: through a lost server, an expired
// sign-in, a closed window. Each tab has its own place; a place whose tab is gone is an orphan.
import { say } from "../common/news.js";
import { t } from "../common/words.js";
import { random } from "./row.js";

const TAB = "guidang.tab";
const HALF = "guidang.half.";
const GONE_AFTER = 8000;

function ownTab() {
  try {
    const tab = sessionStorage.getItem(TAB) || random();
    sessionStorage.setItem(TAB, tab);
    return tab;
  } catch {
    return random();
  }
}

export function storageOf(volume) {
  const prefix = "guidang.volume." + volume + ".";
  const own = prefix + ownTab();

  /** Whether there was room. */
  function save(ops, since) {
    try {
      if (!ops.length) localStorage.removeItem(own);
      else localStorage.setItem(own, JSON.stringify({ at: new Date().toISOString(), beat: Date.now(), since, ops }));
      return true;
    } catch {
      return false;
    }
  }

  /** What other windows left behind when they were closed, and this one where nothing waits in it. */
  function orphans(isIdle) {
    try {
      const names = Object.keys(localStorage).filter((name) => name.startsWith(prefix));
      return names.map((name) => ({ name, kept: JSON.parse(localStorage.getItem(name)) }))
        .filter(({ name, kept }) => (name === own ? isIdle : Date.now() - kept.beat > GONE_AFTER));
    } catch {
      return [];
    }
  }

  const drop = (found) => found.forEach(({ name }) => localStorage.removeItem(name));

  return { save, orphans, drop };
}

/** A text somebody is in the middle of typing outlives a reload of the page. */
export function halfTyped(volume) {
  const name = HALF + volume;

  /** `typed`: { row, field, text }; null: nothing is being typed any more. */
  function keep(typed) {
    try {
      if (!typed) sessionStorage.removeItem(name);
      else {
        const { row, field, text } = typed;
        const one = { row: row.id, key: row.key, field, text, stood: row.base[field] || "" };
        sessionStorage.setItem(name, JSON.stringify(one));
      }
    } catch { /* the browser keeps nothing: then it is lost with the page */ }
  }

  function kept() {
    try { return JSON.parse(sessionStorage.getItem(name)); } catch { return null; }
  }

  /** Puts it back where it was being typed. */
  function restore(v) {
    const half = kept();
    if (!half || !v.open) return;
    const { field, text } = half;
    const row = half.row ? v.byId.get(half.row) : v.grid.rows.find((one) => one.key === half.key) || null;
    const isGone = row === undefined || !v.grid.type(row, field, text);
    const theirs = row && (row.base[field] || "");
    if (isGone) say(text + t(" 放不回去", " cannot be put back"), "danger");
    else if (row && theirs !== half.stood) say(t("这一格已被改成：", "Changed meanwhile to: ") + theirs, "danger");
  }

  return { keep, restore };
}
