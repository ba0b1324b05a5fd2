// The dry run's page: the class by typing, F8 through the problems, one-key repairs kept cell by cell.
// Everything here can be done with the page's plain forms.
import { all, byId } from "./common/dom.js";
import { key } from "./common/keys.js";
import { t } from "./common/words.js";
import { again, decide, take } from "./import/page.js";
import { chooseByTyping } from "./import/place.js";
import "./import/repairs.js";

key({
  keys: "Enter",
  name: t("栏目没错，再试读一次", "The columns are right: dry-run again"),
  when: (event) => event.target === document.body || event.target.id === "main",
  run: again
});
key({ keys: "Ctrl+Enter", name: t("收下好的行", "Take the good rows"), typing: true, run: take });

all("a[href='#changes']").forEach((link) => {
  link.addEventListener("click", () => { byId("changes").open = true; });
});

const box = chooseByTyping();
// rows without headings: what the columns are is said before anything else
const unsaid = all("[data-to-confirm] select").find((select) => !select.value);
if (unsaid) unsaid.focus();
else if (decide.hasAttribute("data-mapped") && decide.querySelector(".suggested")) box.focus();
