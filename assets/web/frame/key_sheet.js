// The sheet of keys, on `?`.
import { append, isTyping, make, remove } from "../common/dom.js";
import { key } from "../common/keys.js";
import { t } from "../common/words.js";
import { drawn, keysHere } from "./chords.js";
import { open, shell } from "./dialog.js";

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
