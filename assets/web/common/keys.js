// Keys that work on this page; the sheet on `?` and the palette are made from this list.
import { isTyping } from "./dom.js";

/** { keys: "Ctrl+Enter", name: "立卷", run: f(event), when: f(event) or none, typing: works inside a field } */
export const keys = [];

export const key = (entry) => keys.push(entry);

// An input method owns the keyboard while it composes, and for a moment after: some send the
// confirming Enter late.
let composed = 0;
document.addEventListener("compositionend", () => { composed = Date.now(); }, true);

export const isComposing = (event) => event.isComposing || event.keyCode === 229 || Date.now() - composed < 60;

function chord(event) {
  const name = event.key === " " ? "Space" : event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const shift = event.shiftKey && (event.key.length > 1 || event.ctrlKey || event.altKey);
  const isCtrl = event.ctrlKey || event.metaKey;
  return (isCtrl ? "Ctrl+" : "") + (event.altKey ? "Alt+" : "") + (shift ? "Shift+" : "") + name;
}

// of two keys with the same chord the later one goes first
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || isComposing(event)) return;
  const pressed = chord(event);
  const inField = isTyping(event.target);
  const fits = (entry) => entry.keys === pressed && (entry.typing || !inField) && (!entry.when || entry.when(event));
  const found = keys.slice().reverse().find(fits);
  if (found && found.run(event) !== false) event.preventDefault();
});
