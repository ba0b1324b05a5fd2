// The banner over the table: the server is lost, something was refused, something was left behind.
import { append, button, clear, copy, make, minute } from "../common/dom.js";
import { t } from "../common/words.js";

export function banner() {
  const node = make("div", { id: "trouble" });
  const isShown = (kind) => node.getAttribute("data-kind") === kind;

  function hide() {
    clear(node);
    node.className = "";
    node.removeAttribute("role");
    node.removeAttribute("data-kind");
  }

  function show(kind, text, buttons) {
    const said = "⚠ " + text;
    if (isShown(kind) && node.firstChild.textContent === said) return;
    hide();
    node.className = "problem warn";
    node.setAttribute("role", "alert");
    node.setAttribute("data-kind", kind);
    append(node, [make("p", {}, said)].concat(buttons.map(([name, run]) => button(name, run))));
  }

  return { node, show, hide, hideIf: (kind) => { if (isShown(kind)) hide(); } };
}

const again = (retry) => [t("再试一次", "Try again"), retry];

export function showLost(trouble, why, count, retry) {
  const kept = count ? t(" " + count + " 处改动留在这台电脑上，连上就自动存。",
    " " + count + " changes are kept on this computer and sent as soon as it works again.") :
    t(" 可以接着录，先留在这台电脑上。", " Go on; what you type is kept on this computer.");
  trouble.show("lost", why + kept, [again(retry)]);
}

// what is not kept, as text between tabs
function textOf(v) {
  const lineOf = (row) => v.columns.map(({ field }) => row.cells[field] || "").join("\t");
  return v.queue.map((op) => (op.kind === "add" ? lineOf(op.row) : op.text || "")).filter(Boolean).join("\n");
}

export function showHalted(v, trouble, text, retry) {
  trouble.show("refused", text, [
    again(retry),
    [t("复制没存上的内容", "Copy what is not kept"), () => copy(textOf(v))],
    [t("丢弃", "Throw away"), () => {
      v.queue = [];
      v.save();
      location.reload();
    }]
  ]);
}

/** Offers what was left behind: `resume(ops)` saves it, `drop()` throws it away. */
export function offerKept(trouble, found, drop, resume) {
  const ops = found.reduce((all, one) => all.concat(one.kept.ops), []);
  const text = t("上次有 ", "Last time ") + ops.length + t(" 处没有存上（", " changes were not saved (") +
    minute(new Date(found[0].kept.at)).slice(5) + t("），还留在这台电脑上。", "); they are still on this computer.");
  const end = () => {
    drop();
    trouble.hide();
  };
  trouble.show("kept", text, [
    [t("再存一次", "Save them now"), () => {
      end();
      resume(ops);
    }],
    [t("丢弃", "Throw away"), end]
  ]);
}
