// Which way Enter goes: right, at the end of the row to the next; or down. Kept in this browser.
const KEPT_AS = "guidang.enter";

export function direction() {
  try { return localStorage.getItem(KEPT_AS) || "right"; } catch { return "right"; }
}

export function setDirection(value) {
  try { localStorage.setItem(KEPT_AS, value); } catch { /* then it holds for this page's select only */ }
}
