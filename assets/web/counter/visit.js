// The visit's form: what the chosen identity has to give, and the way on to the records.
import { all, byId } from "../common/dom.js";
import { isComposing, key } from "../common/keys.js";
import { say } from "../common/news.js";
import { t } from "../common/words.js";

const looks = byId("looks");
const rows = all(".row");
let chosen = 0;

// what is to be given is said at the fields
function must() {
  const who = document.querySelector("input[name=who]:checked");
  all("[data-must]").forEach((note) => {
    const what = note.getAttribute("data-must");
    const isNeeded = !!who && who.hasAttribute("data-" + what);
    const says = what === "document" && who && who.getAttribute("data-says");
    const required = says ? t("（要填）", " (required)") : t("（要填）", "(required)");
    note.textContent = (says || "") + (isNeeded ? required : "");
  });
}
all("input[name=who]").forEach((radio) => radio.addEventListener("change", must));
must();

function stand(at) {
  chosen = Math.max(0, Math.min(rows.length - 1, at));
  rows[chosen].focus();
}
const walks = (event) => rows.length > 0 && event.target.type !== "radio";

key({
  keys: "ArrowDown",
  name: t("下一件", "Next record"),
  when: walks,
  run: () => stand(rows.includes(document.activeElement) ? chosen + 1 : 0)
});
key({ keys: "ArrowUp", name: t("上一件", "Record before"), when: walks, run: () => stand(chosen - 1) });
rows.forEach((row, at) => row.addEventListener("focus", () => { chosen = at; }));

// Enter in a field of the visit goes on to the record, it does not take one
all("#asker, #document").forEach((field) => field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || isComposing(event)) return;
  event.preventDefault();
  if (rows.length) stand(chosen);
}));

if (looks) {
  looks.addEventListener("submit", (event) => {
    const missing = ["who", "why"].find((name) => !looks.querySelector("input[name=" + name + "]:checked"));
    if (!missing) return;
    event.preventDefault();
    say(missing === "who" ? t("先选查档人身份：按 1 到 8，本人按 1。", "Choose who asks first: 1 to 8; 1 is the person.") :
      t("先选利用目的：按 Q 到 I。", "Choose what for first: Q to I."), "danger");
  });
}

const wrong = document.querySelector("[aria-invalid]") || byId("problems");
if (wrong) wrong.focus(); else if (rows.length) stand(0);
