// The problems, one after the other.
import { all, nearest } from "../common/dom.js";
import { key } from "../common/keys.js";
import { say } from "../common/news.js";
import { t } from "../common/words.js";

const REPAIRS = 9;
const stops = all("tr.trouble, a.more");
let current = null;

const isOpen = (stop) => !stop.hasAttribute("data-done");

export const isAnyOpen = () => stops.some(isOpen);

function stand(stop) {
  if (current) current.classList.remove("current");
  current = stop;
  current.classList.add("current");
}

function unfold(stop) {
  for (let up = stop.parentNode; up; up = up.parentNode) if (up.tagName === "DETAILS") up.open = true;
}

// A repair that only empties the cell is never put under the finger: the right text may be known.
function focusOn(stop) {
  const offers = all(".offers button", stop);
  const first = offers.find((button) => !/:value:$/.test(button.value)) ||
    stop.querySelector("input:not([type=hidden])") || offers[0] || stop;
  first.focus({ preventScroll: true });
  if (first.tagName === "INPUT") first.select();
}

// On from where one is, decided or not. `isQuiet`: nobody asked to be led, so that the page stays as it
// is where the place can be seen.
export function walk(step, isQuiet) {
  if (!isAnyOpen()) {
    say(t("没有要看的了。Ctrl+Enter 收下。", "Nothing left to look at. Ctrl+Enter takes the sheet in."));
    return;
  }
  const count = stops.length;
  let at = stops.indexOf(current);
  if (at < 0) at = step > 0 ? -1 : 0;
  do at = (at + step + count) % count; while (!isOpen(stops[at]));
  stand(stops[at]);
  unfold(current);
  focusOn(current);
  current.scrollIntoView({ block: isQuiet ? "nearest" : "center" });
}

document.addEventListener("focusin", (event) => {
  const row = nearest(event, "tr.trouble");
  if (row && row !== current) stand(row);
});

key({ keys: "F8", name: t("下一处问题", "Next problem"), typing: true, run: () => walk(1) });
key({ keys: "Shift+F8", name: t("上一处问题", "Previous problem"), typing: true, run: () => walk(-1) });

const offersHere = () => all(".offers button", current);

for (let number = 1; number <= REPAIRS; number++) {
  key({
    keys: String(number),
    name: t("选第 " + number + " 个办法", "Choose repair " + number),
    when: () => current && isOpen(current) && offersHere().length >= number,
    run: () => offersHere()[number - 1].click()
  });
}
