// Hits, walked with the arrows; the one stood on is shown in short beside them where that is wanted.
import { all, byId, nearest } from "../common/dom.js";
import { key } from "../common/keys.js";
import { t } from "../common/words.js";
import { inShort } from "./short.js";

const HIT = "[data-hits] [data-item], [data-hits] [data-volume]";
const hits = all(HIT);
const show = inShort(hits);
const pane = byId("card");
const opener = byId("preview");

const linkOf = (hit) => hit.querySelector(".head a");
const current = () => hits.findIndex((hit) => hit.contains(document.activeElement));

function go(step) {
  const at = Math.max(0, Math.min(hits.length - 1, current() + step));
  linkOf(hits[at]).focus();
  hits[at].scrollIntoView({ block: "nearest" });
}

// the pane takes its room only while it is open
function turn(isOpen) {
  pane.hidden = !isOpen;
  pane.parentNode.classList.toggle("peeking", isOpen);
  opener.setAttribute("aria-expanded", String(isOpen));
  const at = current();
  if (isOpen) show(hits[Math.max(at, 0)]);
  else hits.forEach((hit) => hit.classList.remove("shown"));
  if (isOpen && at < 0) linkOf(hits[0]).focus();
}

const isElsewhere = (event) => !/^(BUTTON|SUMMARY|SELECT)$/.test(event.target.tagName);

if (hits.length && pane) {
  opener.hidden = false;
  opener.addEventListener("click", () => turn(pane.hidden));
  document.addEventListener("focusin", (event) => {
    const hit = nearest(event, HIT);
    if (hit && !pane.hidden) show(hit);
  });
  document.addEventListener("click", (event) => {
    const hit = nearest(event, HIT);
    if (!hit || event.target.closest("a, button")) return;
    linkOf(hit).focus();
    turn(true);
  });
  key({ keys: "ArrowDown", name: t("下一条", "Next hit"), when: isElsewhere, run: () => go(1) });
  key({ keys: "ArrowUp", name: t("上一条", "Hit before"), when: isElsewhere, run: () => go(-1) });
  key({ keys: "V", name: t("预览，再按收起", "Preview; again to close"), run: () => turn(pane.hidden) });
  key({ keys: "Escape", name: "", when: () => !pane.hidden, run: () => turn(false) });
  key({
    keys: "Space",
    name: t("加入待办篮", "Into the basket"),
    when: (event) => isElsewhere(event) && current() >= 0,
    run: () => hits[current()].querySelector(".pin").click()
  });
}

// a box ticked asks again
all("form[data-ticks] input[type=checkbox]").forEach((box) => {
  box.addEventListener("change", () => box.form.submit());
});
