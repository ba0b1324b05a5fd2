// The table gets what room the window has; the checks stand in a drawer beside it.
import { byId, button } from "../common/dom.js";
import { key } from "../common/keys.js";
import { t } from "../common/words.js";

const LEAST_ROWS = 4;

/** Makes the table as high as the window leaves it. */
export function takeRoom(v, host, foot) {
  const box = host.firstChild;
  const fill = () => {
    const above = box.getBoundingClientRect().top + window.pageYOffset;
    const least = LEAST_ROWS * 40;
    const room = document.documentElement.clientHeight - above - foot.offsetHeight - 4;
    box.style.maxHeight = Math.max(least, room) + "px";
    v.grid.fit();
  };
  fill();
  window.addEventListener("resize", fill);
  // a banner above it comes and goes
  if (window.ResizeObserver) new window.ResizeObserver(fill).observe(byId("trouble"));
}

/** A button that says how many checks there are and opens them. */
export function checksButton(v) {
  const panel = byId("checks");
  const node = button("", () => turn(panel.hidden), "small checks-count");
  node.id = "checks-count";
  node.setAttribute("aria-controls", "checks");

  function turn(isOpen) {
    panel.hidden = !isOpen;
    node.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) v.grid.enter();
  }

  function tell(count, tone) {
    node.className = "small checks-count " + (count ? tone : "ok");
    node.textContent = count ? t("检查 ", "Checks ") + count : t("检查 ✓", "Checks ✓");
  }

  panel.classList.add("drawer");
  panel.hidden = true;
  node.setAttribute("aria-expanded", "false");
  const close = button("✕", () => turn(false), "small close");
  close.setAttribute("aria-label", t("关闭检查", "Close the checks"));
  const when = () => !panel.hidden && !v.grid.isBusy();
  key({ keys: "Escape", name: "", typing: true, when, run: () => turn(false) });
  return { node, close, tell };
}
