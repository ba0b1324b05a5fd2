// The report of what is due: years turned by key, one reason open at a time beside its row, volumes chosen.
import { all, nearest } from "./common/dom.js";
import { isComposing, key } from "./common/keys.js";
import { t } from "./common/words.js";

const BACK = "[data-step=back]";
const ON = "[data-step=on]";
const OPEN = "details.reason[open]";
const isThere = (selector) => () => !!document.querySelector(selector);
const press = (selector) => () => document.querySelector(selector).click();

key({ keys: "[", name: t("前一年", "The year before"), when: isThere(BACK), run: press(BACK) });
key({ keys: "]", name: t("后一年", "The year after"), when: isThere(ON), run: press(ON) });
key({
  keys: "W",
  name: t("看这一卷的理由", "The reason of this volume"),
  when: () => !!rowOf(document.activeElement),
  run: () => rowOf(document.activeElement).querySelector(".reason summary").click()
});

function rowOf(element) {
  const row = element && element.closest ? element.closest("tr.volume") : null;
  return row && row.querySelector(".reason") ? row : null;
}

// beside its row, below it where there is room
function place(reason) {
  const card = reason.querySelector(".popover");
  const at = reason.querySelector("summary").getBoundingClientRect();
  const room = window.innerHeight - at.bottom - 8;
  const above = at.top - card.offsetHeight - 4;
  card.style.bottom = "auto";
  card.style.top = (room >= card.offsetHeight || above < 0 ? at.bottom + 4 : above) + "px";
  card.style.right = Math.max(8, document.documentElement.clientWidth - at.right) + "px";
}

const closeAll = (but) => all(OPEN).forEach((one) => { if (one !== but) one.open = false; });

document.addEventListener("toggle", (event) => {
  const reason = event.target;
  if (!reason.matches || !reason.matches(OPEN)) return;
  closeAll(reason);
  place(reason);
}, true);
document.addEventListener("click", (event) => closeAll(event.target.closest("details.reason")));
window.addEventListener("scroll", () => all(OPEN).forEach(place), { passive: true });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || isComposing(event)) return;
  const reason = nearest(event, OPEN) || document.querySelector(OPEN);
  if (!reason) return;
  reason.open = false;
  reason.querySelector("summary").focus();
});
