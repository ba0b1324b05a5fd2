// The basket: a record or volume is put in and taken out without leaving the page.
import { all, nearest, saidOf } from "../common/dom.js";
import { say } from "../common/news.js";
import { send } from "../common/post.js";
import { t } from "../common/words.js";

const english = (path) => path + (document.documentElement.lang === "en" ? "?lang=en" : "");

function count(entries) {
  const held = entries.items.length + entries.volumes.length;
  all("[data-basket-count]").forEach((node) => { node.textContent = held; });
  return held;
}

function press(pin, isIn) {
  pin.name = isIn ? "remove" : "add";
  pin.textContent = isIn ? "✓" : "＋";
  pin.setAttribute("aria-pressed", String(isIn));
}

/** `mark`: v12, i5. */
function put(mark, isIn) {
  const kind = mark.charAt(0) === "v" ? "volumes" : "items";
  const path = english("/api/v1/basket/" + (isIn ? "additions" : "removals"));
  send(path, { [kind]: [Number(mark.slice(1))] }).then((entries) => {
    all("button.pin").filter((pin) => pin.value === mark).forEach((pin) => press(pin, isIn));
    const held = count(entries);
    say(isIn ? t("已放入待办篮，共 ", "In the basket; it holds ") + held :
      t("已从待办篮拿出，还有 ", "Taken out; the basket holds ") + held);
  }, (fault) => say(saidOf(fault), "danger"));
}

document.addEventListener("click", (event) => {
  const pin = nearest(event, "button.pin");
  // in the basket itself a record leaves the list with it
  if (!pin || pin.closest("[data-list=basket]")) return;
  event.preventDefault();
  put(pin.value, pin.name === "add");
});
