// Going anywhere by Ctrl+K: places the server knows, and this page's keys.
import { append, byId, isDialogOpen, make } from "../common/dom.js";
import { isComposing, key } from "../common/keys.js";
import { ask } from "../common/post.js";
import { t } from "../common/words.js";
import { drawn, keysHere } from "./key_sheet.js";
import { close, open, shell } from "./dialog.js";

const PALETTE = "Ctrl+K";
const PAUSE = 80;
let parts = null;
let found = [];
let at = 0;
let asked = 0;
let timer = 0;

function optionOf(way, index) {
  const attributes = { role: "option", id: "way" + index, "aria-selected": String(index === at) };
  const option = append(make("li", attributes), [make("span", {}, way.name)]);
  if (way.note) option.appendChild(make("span", { class: "muted" }, " " + way.note));
  if (way.keys) option.appendChild(drawn(way.keys));
  option.addEventListener("click", () => go(index));
  return option;
}

function draw() {
  const { box, options } = parts;
  options.textContent = "";
  append(options, found.map(optionOf));
  if (!found.length) {
    const none = t("没有这个地方。回车去检索它。", "No such place. Enter searches for it.");
    options.appendChild(make("li", { role: "option", "aria-disabled": "true" }, none));
    box.removeAttribute("aria-activedescendant");
    return;
  }
  box.setAttribute("aria-activedescendant", "way" + at);
  byId("way" + at).scrollIntoView({ block: "nearest" });
}

function search() {
  const mine = ++asked;
  const keys = keysHere().filter((one) => one.keys !== PALETTE);
  const names = keys.map((one) => "&k=" + encodeURIComponent(one.name)).join("");
  ask("/palette?q=" + encodeURIComponent(parts.box.value) + names)
    .then((answer) => (answer.ok ? answer.json() : []))
    .catch(() => [])
    .then((ways) => {
      if (mine !== asked) return;
      const ofKey = (way) => ({ name: way.name, note: "", keys: keys[way.key].keys, run: keys[way.key].run });
      found = ways.map((way) => (way.key === null ? way : ofKey(way)));
      at = 0;
      draw();
    });
}

function go(index) {
  const way = found[index];
  const typed = parts.box.value.trim();
  const find = byId("find");
  close(parts.palette);
  if (way && way.run) way.run(null);
  else if (way) location.href = way.href;
  else if (typed && find) {
    // by the search box: what is looked for may be an ID number, which has no place in an address
    find.value = typed;
    find.form.submit();
  }
}

function pressed(event) {
  if (isComposing(event)) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && found.length) {
    at = (at + step + found.length) % found.length;
    draw();
    event.preventDefault();
  }
  if (event.key === "Enter") {
    event.preventDefault();
    go(at);
  }
}

function build() {
  const palette = shell("palette", t("快速前往", "Go to"));
  const box = make("input", {
    type: "text", id: "palette-box", role: "combobox", autocomplete: "off", spellcheck: "false", maxlength: "100",
    "aria-label": t("页面、年度、类别、环节、档号", "Page, year, class, step, code"),
    "aria-expanded": "true", "aria-controls": "ways", "aria-autocomplete": "list",
    placeholder: t("打名称、拼音首字母、年份或档号", "Name, pinyin initials, year or code")
  });
  const options = make("ul", { role: "listbox", id: "ways", "aria-label": t("可以去的地方", "Places to go") });
  append(palette, [box, options]);
  box.addEventListener("input", (event) => {
    if (event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE);
  });
  box.addEventListener("compositionend", search);
  box.addEventListener("keydown", pressed);
  return { palette, box, options };
}

function show() {
  if (isDialogOpen()) return;
  parts = parts || build();
  parts.box.value = "";
  parts.options.textContent = "";
  found = [];
  open(parts.palette);
  parts.box.focus();
  search();
}

key({
  keys: PALETTE,
  name: t("快速前往：页面、年度、类别、档号", "Go anywhere: pages, years, classes, codes"),
  typing: true,
  run: show
});
