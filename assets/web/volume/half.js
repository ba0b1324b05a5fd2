// A text somebody is in the middle of typing outlives a reload of the page.
import { say } from "../common/news.js";
import { t } from "../common/words.js";

const KEPT_AS = "guidang.half.";

export function halfTyped(volume) {
  const name = KEPT_AS + volume;

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
