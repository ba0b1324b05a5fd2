// Keys of the catalogs. Everything here has a link or a button that does the same.
import { nearest } from "./common/dom.js";
import { isComposing, key } from "./common/keys.js";
import { t } from "./common/words.js";

const ofPage = () => document.querySelector("main details.menu");

key({
  keys: "E",
  name: t("导出", "Export"),
  when: ofPage,
  run: () => {
    const menu = ofPage();
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
