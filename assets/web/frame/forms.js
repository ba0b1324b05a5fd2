// Small conveniences of plain forms.
import { all, append, byId, make } from "../common/dom.js";
import { isComposing, key } from "../common/keys.js";
import { send } from "../common/post.js";
import { t } from "../common/words.js";

const find = byId("find");

key({
  keys: "/",
  name: t("到检索框", "To the search box"),
  run: () => {
    if (!find) return false;
    find.focus();
    find.select();
    return true;
  }
});

// the search box offers names that begin with what is typed
function offer(list, typed) {
  send("/api/v1/completions", { q: typed }).then((found) => {
    if (typed !== find.value) return;
    list.textContent = "";
    append(list, found.map((one) => make("option", { value: one.text })));
  }, () => {});
}

if (find) {
  const list = append(find.parentNode, [make("datalist", { id: "names" })]).lastChild;
  find.setAttribute("list", "names");
  find.addEventListener("input", (event) => isComposing(event) || setTimeout(() => offer(list, find.value), 150));
}

const next = document.querySelector("[data-next]");
if (next) key({ keys: "Ctrl+Enter", name: next.textContent, typing: true, run: () => next.click() });

// a choice is made by its letter
all("[data-letter]").forEach((choice) => key({
  keys: choice.dataset.letter, name: choice.parentNode.textContent, run: () => choice.click()
}));

document.addEventListener("submit", (event) => {
  // Enter that ends a composition does not send half a word
  if (isComposing(event)) {
    event.preventDefault();
    return;
  }
  // pressing twice does not do it twice; a download leaves the page as it is
  const form = event.target;
  // what a page's own script has stopped, or sends itself, is not sent by the form
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-stays")) return;
  if (form.hasAttribute("data-sent")) event.preventDefault();
  form.setAttribute("data-sent", "");
});
window.addEventListener("pageshow", () => {
  all("form[data-sent]").forEach((form) => form.removeAttribute("data-sent"));
});

// a count no longer holds once its conditions are changed
document.addEventListener("input", (event) => {
  const form = event.target.form;
  const said = form && form.querySelector("[data-counted]");
  if (!said) return;
  said.removeAttribute("data-counted");
  said.textContent = t("条件改过了：导出、打印都按新的条件；要看有多少，再数一次。",
    "The conditions were changed: files and prints follow the new ones. Count again to see how many.");
});

// a filter that changes asks again
all("form[data-prompt] select").forEach((select) => {
  select.addEventListener("change", () => select.form.submit());
});

// a table's head box ticks all of its rows
all("input[data-all]").forEach((head) => {
  head.hidden = false;
  head.addEventListener("change", () => {
    if (!head.form) return;
    const name = head.getAttribute("data-all");
    for (const box of head.form.elements) if (box.name === name) box.checked = head.checked;
  });
});

// what a form says is wrong is read first
const wrong = byId("errors");
if (wrong) wrong.focus();
