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
    if (isGone) {
      say(t("没有录完的“" + text + "”放不回去：这一件已不在本卷里。",
        "\"" + text + "\" cannot be put back: its record stands in this volume no more."), "danger");
    } else if (row && (row.base[field] || "") !== half.stood) {
      say(t("这一格已被改成“" + row.base[field] + "”，没有录完的内容还在格里，确认后才会改。",
        "The cell was changed to \"" + row.base[field] + "\"; what you were typing is still in it."), "danger");
    } else say(t("没有录完的一格还在，接着录。", "What you were typing is still in its cell."));
  }

  return { keep, restore };
}
