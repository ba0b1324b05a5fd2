// Rows of lists, walked with the arrows; and the pages of a long list.
import { all, byId, isDialogOpen, nearest } from "../common/dom.js";
import { key } from "../common/keys.js";
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
