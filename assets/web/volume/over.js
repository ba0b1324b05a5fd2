// A window over the table; the table has the focus again when it is closed.
import { make } from "../common/dom.js";

export function over(v, label) {
  const node = make("dialog", { class: "over", "aria-label": label });
  document.body.appendChild(node);
  node.addEventListener("close", () => {
    document.body.removeChild(node);
    v.grid.enter();
  });
  return node;
}
