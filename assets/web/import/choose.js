// 挑选: a field in which one types a fragment, pinyin or initials and picks from a list (ARIA combobox).
//
//   choose(input, {
//     url: "/steps",            what answers `?q=…` with a list
//     query: () => "",          further parameters, or none
//     first: () => [],          choices shown while nothing is typed, or none: the server's own
//     text: (choice) => "",     what stands in the field once it is picked
//     draw: (choice, li) => {}, fills the list item
//     pick: (choice) => {}      what then happens
//   })
//
// Enter picks the marked choice (the first); typed faster than the server answers, it picks when the
// answer is there. An input method owns the keys while it composes.
import { append, make } from "../common/dom.js";
import { isComposing } from "../common/keys.js";
import { say } from "../common/news.js";
import { ask } from "../common/post.js";
import { t } from "../common/words.js";

const PAUSE = 60;
let count = 0;

function listBeside(input, id) {
  const own = input.labels && input.labels[0];
  const label = input.getAttribute("aria-label") || (own ? own.textContent : "");
  const list = make("ul", { id, class: "choices-list", role: "listbox", "aria-label": label });
  list.hidden = true;
  input.parentNode.insertBefore(list, input.nextSibling);
  input.parentNode.classList.add("chooses");
  const says = {
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id, autocomplete: "off"
  };
  Object.keys(says).forEach((name) => input.setAttribute(name, says[name]));
  return list;
}

function nothing() {
  const none = t("没有叫这个的。换几个字母，或清空看全部。",
    "Nothing is called so. Try other letters, or clear the field to see all.");
  return make("li", { class: "muted", role: "option", "aria-disabled": "true" }, none);
}

function close(s) {
  s.list.hidden = true;
  s.isWanted = false;
  s.at = -1;
  s.input.setAttribute("aria-expanded", "false");
  s.input.removeAttribute("aria-activedescendant");
}

function mark(s, next) {
  if (!s.choices.length) return;
  s.at = (next + s.choices.length) % s.choices.length;
  Array.from(s.list.children).forEach((li, at) => li.setAttribute("aria-selected", String(at === s.at)));
  const marked = s.list.children[s.at];
  s.input.setAttribute("aria-activedescendant", marked.id);
  marked.scrollIntoView({ block: "nearest" });
}

function pick(s, choice) {
  close(s);
  s.input.value = s.ways.text(choice);
  s.ways.pick(choice);
}

function option(s, choice, at) {
  const li = make("li", { id: s.list.id + "-" + at, role: "option" });
  s.ways.draw(choice, li);
  li.addEventListener("mousedown", (event) => event.preventDefault());
  li.addEventListener("click", () => pick(s, choice));
  return li;
}

function show(s, found) {
  s.answered = s.asked;
  s.choices = found;
  s.list.textContent = "";
  append(s.list, found.length ? found.map((choice, at) => option(s, choice, at)) : [nothing()]);
  s.list.hidden = false;
  s.input.setAttribute("aria-expanded", "true");
  s.at = -1;
  mark(s, 0);
}

function search(s) {
  clearTimeout(s.timer);
  const { ways } = s;
  const typed = s.input.value.trim();
  const own = ++s.asked;
  const first = !typed && ways.first ? ways.first() : [];
  if (first.length) {
    show(s, first);
    return;
  }
  const more = ways.query ? "&" + ways.query() : "";
  ask(ways.url + "?q=" + encodeURIComponent(typed) + more)
    .then((answer) => (answer.ok ? answer.json() : []))
    .then((found) => {
      if (own !== s.asked) return;
      show(s, found);
      if (s.isWanted && found.length) pick(s, found[0]);
      s.isWanted = false;
    })
    .catch(() => {
      if (own !== s.asked) return;
      say(t("连不上服务器，列表没有更新。", "The server cannot be reached; the list is not up to date."), "danger");
    });
}

function soon(s) {
  clearTimeout(s.timer);
  s.asked++;
  s.timer = setTimeout(() => search(s), PAUSE);
}

// whether the key is taken
function enter(s) {
  if (s.answered !== s.asked) {
    s.isWanted = true;
    search(s);
    return true;
  }
  if (s.list.hidden || s.at < 0) return false;
  pick(s, s.choices[s.at]);
  return true;
}

function pressed(s, event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    if (s.list.hidden) search(s); else mark(s, s.at + step);
    return true;
  }
  if (event.key === "Enter" && !event.ctrlKey && !event.altKey) return enter(s);
  if (event.key !== "Escape" || s.list.hidden) return false;
  close(s);
  return true;
}

export function choose(input, ways) {
  const list = listBeside(input, "choices" + ++count);
  const s = { input, ways, list, choices: [], at: -1, asked: 0, answered: 0, isWanted: false, timer: 0 };
  input.addEventListener("input", (event) => { if (!event.isComposing) soon(s); });
  input.addEventListener("compositionend", () => soon(s));
  input.addEventListener("blur", () => close(s));
  input.addEventListener("keydown", (event) => {
    if (!isComposing(event) && pressed(s, event)) event.preventDefault();
  });
}
