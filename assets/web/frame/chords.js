// The keys of this page, and how a key is drawn.
import { make } from "../common/dom.js";
import { keys } from "../common/keys.js";
import { t } from "../common/words.js";

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
  const last = new Map(keys.filter((key) => key.name).map((key) => [key.keys, key]));
  return keys.filter((key) => last.get(key.keys) === key);
}
