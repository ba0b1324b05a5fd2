// The keys of this page, how a key is drawn, and the sheet of them, on `?`.
import { append, isTyping, make, remove } from "../common/dom.js";
import { key, keys } from "../common/keys.js";
import { t } from "../common/words.js";
import { open, shell } from "./dialog.js";

const SIGNS = {
  ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→",
  Space: t("空格", "Space"), Escape: "Esc", Delete: "Del"
};

export function drawn(chord) {
  const span = make("span", { class: "chord" });
  const parts = chord.split("+").filter(Boolean);
  (parts.length ? parts : [chord]).forEach((part) => span.appendChild(make("kbd", {}, SIGNS[part] || part)));
  return span;
}

/** Keys that can be pressed on this page; a later one of the same chord hides the earlier. */
export function keysHere() {
  const last = new Map(keys.filter((one) => one.name).map((one) => [one.keys, one]));
  return keys.filter((one) => last.get(one.keys) === one);
}

let sheet = null;

function showKeys() {
  if (sheet) remove(sheet);
  sheet = shell("keys", t("这一页的快捷键", "Keys of this page"));
  const list = make("dl", { class: "keys" });
  keysHere().forEach((one) => {
    append(list, [append(make("dt"), [drawn(one.keys)]), make("dd", {}, one.name)]);
  });
  const more = make("a", { href: "/help/keys" }, t("全部快捷键", "All shortcuts"));
  append(sheet, [list, append(make("p"), [more])]);
  open(sheet);
}

// in a table that is walked in nothing is typed yet
const isTypingInto = (node) => isTyping(node) && !(node.matches && node.matches(".grid-in:not(.typing)"));

key({
  keys: "?",
  name: t("这一页的快捷键", "The keys of this page"),
  typing: true,
  when: (event) => !isTypingInto(event.target),
  run: showKeys
});
