// A window over the page. Closed by Esc, by its button, by pressing beside it; focus goes back where it was.
import { append, button, make } from "../common/dom.js";
import { t } from "../common/words.js";

const cameFrom = new Map();

export function open(dialog) {
  cameFrom.set(dialog, document.activeElement);
  if (!dialog.parentNode) document.body.appendChild(dialog);
  dialog.showModal();
}

export function close(dialog) {
  dialog.close();
  const before = cameFrom.get(dialog);
  if (before && before.focus) before.focus();
}

export function shell(id, heading) {
  const dialog = make("dialog", { id, class: "over", "aria-labelledby": id + "-heading" });
  const head = append(make("p", { class: "over-head" }), [
    make("b", { id: id + "-heading" }, heading),
    button(t("关闭", "Close") + " (Esc)", () => close(dialog))
  ]);
  dialog.appendChild(head);
  dialog.addEventListener("click", (event) => { if (event.target === dialog) close(dialog); });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close(dialog);
  });
  return dialog;
}
