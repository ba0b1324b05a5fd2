// On every page: keys and their sheet, going anywhere, sheets dropped into the page, the basket, rows of
// lists, drafts of forms, jobs that move. Without it every page still works.
import { all, byId, copy } from "./common/dom.js";
import { say } from "./common/news.js";
import { t } from "./common/words.js";
import "./frame/forms.js";
import "./frame/drop.js";
import "./frame/key_sheet.js";
import "./frame/palette.js";
import "./frame/basket.js";
import "./frame/rows.js";
import "./frame/saving.js";
import "./frame/jobs.js";

// buttons that copy a text of the page
all("[data-copy]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    const text = byId(button.getAttribute("data-copy")).value;
    say(copy(text) ? t("已复制。", "Copied.") : t("浏览器不让复制：请在下面选中后按 Ctrl+C。",
      "The browser refuses: select the text below and press Ctrl+C."));
  });
});
