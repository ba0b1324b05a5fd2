// What the server has not accepted yet lies in this browser until it has: through a lost server, an expired
// sign-in, a closed window. Each tab has its own place; a place whose tab is gone is an orphan.
import { random } from "./row.js";

const TAB = "guidang.tab";
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
