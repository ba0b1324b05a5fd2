// Hits, walked with the arrows; the one stood on is shown in short beside them.
import { all, nearest } from "../common/dom.js";
import { key } from "../common/keys.js";
import { t } from "../common/words.js";
import { inShort } from "./short.js";

const HIT = "[data-item], [data-volume]";
const hits = all(HIT);
const show = inShort(hits);

const linkOf = (hit) => hit.querySelector(".head a");
const current = () => hits.findIndex((hit) => hit.contains(document.activeElement));

function go(step) {
  const at = Math.max(0, Math.min(hits.length - 1, current() + step));
  linkOf(hits[at]).focus();
  hits[at].scrollIntoView({ block: "nearest" });
}

const isElsewhere = (event) => !/^(BUTTON|SUMMARY|SELECT)$/.test(event.target.tagName);

if (hits.length) {
  document.addEventListener("focusin", (event) => {
    const hit = nearest(event, HIT);
    if (hit) show(hit);
  });
  document.addEventListener("click", (event) => {
    const hit = nearest(event, HIT);
    if (!hit || event.target.closest("a, button")) return;
    linkOf(hit).focus();
    show(hit);
  });
  key({ keys: "ArrowDown", name: t("下一条", "Next hit"), when: isElsewhere, run: () => go(1) });
  key({ keys: "ArrowUp", name: t("上一条", "Hit before"), when: isElsewhere, run: () => go(-1) });
  key({
    keys: "Space",
    name: t("加入待办篮", "Into the basket"),
    when: (event) => isElsewhere(event) && current() >= 0,
    run: () => hits[current()].querySelector(".pin").click()
  });
}
