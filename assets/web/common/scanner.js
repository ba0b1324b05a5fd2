// A scanner types faster than hands and ends with Enter: the burst goes to whoever listens, not into
// the page. Fields that hold free text (`textarea`, `[data-free]`) keep theirs.
const BETWEEN_KEYS = 35;
const SHORTEST = 6;
const listeners = [];
let burst = "";
let last = 0;

const isFree = (node) => node && (node.tagName === "TEXTAREA" || node.hasAttribute && node.hasAttribute("data-free"));

const halfWidth = (text) =>
  text.replace(/[\uFF01-\uFF5E]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xFEE0));

export const scan = (listener) => listeners.push(listener);

document.addEventListener("keydown", (event) => {
  if (!listeners.length) return;
  const now = event.timeStamp || Date.now();
  if (isFree(event.target)) return;
  if (now - last > BETWEEN_KEYS) burst = "";
  last = now;
  if (event.key === "Enter" && burst.length >= SHORTEST) {
    event.preventDefault();
    event.stopImmediatePropagation();
    const text = halfWidth(burst);
    burst = "";
    listeners.forEach((listener) => listener(text, event.target));
  } else if (event.key.length === 1 && !event.ctrlKey && !event.altKey) {
    burst += event.key;
  } else if (event.key === "Process" || event.keyCode === 229) {
    // an input method swallowed the key; digits still carry their place on the keyboard
    const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code || "");
    if (digit) burst += digit[1];
  }
}, true);
