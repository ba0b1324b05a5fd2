// Buttons that copy a text of the page.
import { all, byId, copy } from "../common/dom.js";
import { say } from "../common/news.js";
import { t } from "../common/words.js";

all("[data-copy]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    const text = byId(button.getAttribute("data-copy")).value;
    say(copy(text) ? t("已复制。", "Copied.") : t("浏览器不让复制：请在下面选中后按 Ctrl+C。",
      "The browser refuses: select the text below and press Ctrl+C."));
  });
});
