// One key picks who asks, what for, or presses a button.
import { all } from "../common/dom.js";
import { key } from "../common/keys.js";
import { say } from "../common/news.js";
// listens before the keys below do, so that a burst that ends is no key
import "../common/scanner.js";
import { t } from "../common/words.js";

// A key that picks something waits a moment: inside a scanner's burst it is no key but a digit.
const BETWEEN_KEYS = 35;
const MOMENT = 45;
let waiting = 0;
let last = 0;
let since = 0;

document.addEventListener("keydown", (event) => {
  const now = event.timeStamp || Date.now();
  if (now - last < BETWEEN_KEYS) clearTimeout(waiting);
  last = now;
}, true);

const picked = (run) => (event) => {
  const now = event.timeStamp || Date.now();
  const isBurst = now - since < BETWEEN_KEYS;
  since = now;
  clearTimeout(waiting);
  if (!isBurst) waiting = setTimeout(run, MOMENT);
};

all("[data-stroke]").forEach((node) => {
  const label = node.closest("label") || node;
  const name = label.textContent.replace(/\s+/g, " ").trim().replace(/ \S$/, "");
  const pick = () => {
    node.checked = true;
    node.dispatchEvent(new Event("change", { bubbles: true }));
    say(name);
  };
  const run = node.type === "radio" ? pick : () => node.click();
  key({ keys: node.getAttribute("data-stroke"), name, run: picked(run) });
});

const back = document.querySelector("[data-back]");
if (back) key({ keys: "Escape", name: t("回到结果", "Back to the results"), run: () => back.click() });

all("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
