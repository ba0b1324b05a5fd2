// Rows of lists: walked with the arrows, ticked, put into the basket without leaving the page; and the pages of a
// long list.
import { all, byId, isDialogOpen, nearest, saidOf } from "../common/dom.js";
import { key } from "../common/keys.js";
import { say } from "../common/news.js";
import { send } from "../common/post.js";
import { t } from "../common/words.js";

const rows = all("table[data-list] tbody tr")
  .filter((row) => row.querySelector("a") && !row.classList.contains("no-print"));

function at() {
  const active = document.activeElement;
  return rows.indexOf(active && active.closest ? active.closest("tr") : null);
}

function focusRow(index) {
  rows.forEach((row, other) => { row.tabIndex = other === index ? 0 : -1; });
  rows[index].focus();
}

const isFree = () => [document.body, byId("main")].includes(document.activeElement);
const isInRow = () => at() >= 0 && !isDialogOpen();
const isOnRow = () => isInRow() && document.activeElement.tagName === "TR";

function declareKeys() {
  key({
    keys: "ArrowDown",
    name: t("下一行", "Row below"),
    when: () => isInRow() || isFree(),
    run: () => focusRow(Math.min(at() + 1, rows.length - 1))
  });
  key({
    keys: "ArrowUp",
    name: t("上一行", "Row above"),
    when: isInRow,
    run: () => focusRow(Math.max(at() - 1, 0))
  });
  key({ keys: "Home", name: t("第一行", "First row"), when: isInRow, run: () => focusRow(0) });
  key({ keys: "End", name: t("最后一行", "Last row"), when: isInRow, run: () => focusRow(rows.length - 1) });
  key({
    keys: "Enter",
    name: t("打开这一行", "Open the row"),
    when: isOnRow,
    run: () => rows[at()].querySelector("a").click()
  });
  if (!rows.some((row) => row.hasAttribute("data-row"))) return;
  key({
    keys: "Space",
    name: t("放进待办篮，再按拿出来", "Into the basket, and out again"),
    when: isOnRow,
    run: () => {
      const pin = rows[at()].querySelector("button.pin");
      if (pin) pin.click();
    }
  });
}

if (rows.length) {
  rows.forEach((row, index) => { row.tabIndex = index ? -1 : 0; });
  declareKeys();
}

// what acts on ticked rows says how many they are, and waits until there is one
const boxes = all("input[form=chosen][name=add]");

function counted() {
  const ticked = boxes.filter((box) => box.checked).length;
  document.querySelector("[data-chosen]").textContent = ticked;
  all("#chosen button:not([data-always])").forEach((button) => { button.disabled = !ticked; });
}

if (boxes.length) {
  document.addEventListener("change", counted);
  window.addEventListener("pageshow", counted);
}

[["[", "prev", t("上一页", "Previous page")], ["]", "next", t("下一页", "Next page")]].forEach(([keys, rel, name]) => {
  const link = document.querySelector(".pager a[rel=" + rel + "]");
  if (link) key({ keys, name, run: () => link.click() });
});

// a text that is cut tells the rest under the mouse
document.addEventListener("mouseover", (event) => {
  const cell = nearest(event, "td");
  const isCut = cell && (cell.scrollWidth > cell.clientWidth || cell.querySelector(".cut"));
  if (isCut && !cell.title) cell.title = cell.textContent.trim();
});

// the basket: a record or volume is put in and taken out
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
