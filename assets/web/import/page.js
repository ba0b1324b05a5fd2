// What stands on the dry run's page, and its main acts.
import { all, byId } from "../common/dom.js";
import { say } from "../common/news.js";
import { t } from "../common/words.js";

export const decide = byId("decide");
/** Where class and step are decided. */
export const where = decide.querySelector("[data-choose-step]");
/** The inputs in which bad cells are put right. */
export const editors = all("tr.trouble .editor input:not([type=hidden])");

/** What the list of steps depends on. */
export function query() {
  const value = (id) => encodeURIComponent(byId(id) ? byId(id).value : "");
  return "year=" + value("year") + "&fonds=" + value("fonds");
}

export const isChanged = (input) => input.value.trim() !== input.getAttribute("data-was").trim();

export const again = () => byId("again").click();

export function take() {
  if (editors.some(isChanged)) {
    // what was typed is kept first, and looked at again before anything is taken
    byId("mend").submit();
    return;
  }
  const button = byId("take");
  if (!button.disabled) button.click();
  else say(t("还没有能收的行：先定类别和环节，或处理问题。",
    "No row can be taken yet: choose class and step, or mend the problems."), "warn");
}
