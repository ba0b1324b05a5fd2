// Closing the volume: the checks are shown first, and what is written down with it is asked for.
import { all, append, button, byId, clear, make, over, remove } from "../common/dom.js";
import { t } from "../common/words.js";
import { visit } from "./checks.js";
import { pump } from "./traffic.js";

const SHOWN = 8;
const EVERY = 1000;

function saidOf(v) {
  const left = v.queue.length;
  if (v.blocking > 0) {
    return t("⚠ 还有 " + v.blocking + " 处要先处理，才能立卷：", "⚠ " + v.blocking + " obstacles have to go first:");
  }
  if (left > 0) return t("⚠ 还有 " + left + " 处没有存上，存好才能立卷。", "⚠ " + left + " changes are not saved yet.");
  return t("✓ 检查没有发现问题，可以立卷。", "✓ The checks found nothing in the way.");
}

function look(v, note, submit) {
  clear(note);
  submit.disabled = v.blocking > 0 || v.queue.length > 0;
  note.className = "problem " + (submit.disabled ? "warn" : "ok");
  append(note, [make("p", {}, saidOf(v))]);
  append(note, all("#checks .problem").slice(0, SHOWN).map((one) => one.cloneNode(true)));
}

export function showClosing(v) {
  v.grid.commit();
  pump(v);
  const form = byId("closing");
  const place = document.createComment("closing");
  const node = over(v, t("立卷", "Close the volume"));
  form.parentNode.insertBefore(place, form);
  const submit = form.querySelector("button[type=submit]");
  const old = byId("closing-blocked");
  if (old) old.hidden = true;
  const note = make("div");
  append(node, [note, form]);
  const away = button(t("取消", "Cancel"), () => node.close(), "");
  submit.parentNode.appendChild(away);
  look(v, note, submit);
  const watch = setInterval(() => look(v, note, submit), EVERY);
  note.addEventListener("click", (event) => {
    if (!visit(v, event)) return;
    node.close();
    // closing gave the focus back to where it was
    visit(v, event);
  });
  node.addEventListener("close", () => {
    clearInterval(watch);
    submit.disabled = false;
    remove(away);
    place.parentNode.insertBefore(form, place);
    remove(place);
    if (old) old.hidden = false;
  });
  node.showModal();
  byId("checked_by").focus();
}
