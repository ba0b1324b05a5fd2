// Keys of the report and the catalogs. Everything here has a link or a button that does the same.
import { all, nearest } from "./common/dom.js";
import { isComposing, key } from "./common/keys.js";
import { t } from "./common/words.js";

const BACK = "[data-step=back]";
const ON = "[data-step=on]";
const isThere = (selector) => () => !!document.querySelector(selector);
const press = (selector) => () => document.querySelector(selector).click();

key({ keys: "[", name: t("前一年", "The year before"), when: isThere(BACK), run: press(BACK) });
key({ keys: "]", name: t("后一年", "The year after"), when: isThere(ON), run: press(ON) });
key({
  keys: "W",
  name: t("展开或收起全部理由", "Open or close every reason"),
  when: isThere(".reason"),
  run: () => {
    const reasons = all(".reason");
    const open = !reasons[0].open;
    reasons.forEach((one) => { one.open = open; });
  }
});
key({
  keys: "E",
  name: t("导出", "Export"),
  when: isThere("main details.menu"),
  run: () => {
    const menu = document.querySelector("main details.menu");
    menu.open = true;
    menu.querySelector("button").focus();
  }
});

// Escape closes a menu and gives the focus back
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && !isComposing(event) && nearest(event, "details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
