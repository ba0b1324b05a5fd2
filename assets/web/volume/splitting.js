// Splitting the volume in front of the active row, once everything typed is saved.
import { append, button, byId, make } from "../common/dom.js";
import { say } from "../common/news.js";
import { t } from "../common/words.js";
import { over } from "./over.js";
import { unsent } from "./queue.js";
import { pump } from "./traffic.js";

function why(v, row, r) {
  if (unsent(v) || v.inFlight) return t("还有没存上的改动，存好再分卷。", "Changes are not saved yet; split when they are.");
  if (!row || !row.id) return t("先选一件已录入的，作新卷的第一件。", "Choose a record that is entered; it becomes the first.");
  if (r === 0) return t("选第二件以后的一件作新卷的第一件。", "Choose a later record as the first of the new volume.");
  return "";
}

export function showSplitting(v) {
  v.grid.commit();
  pump(v);
  const { row, r } = v.grid.active();
  const refused = why(v, row, r);
  if (refused) {
    say(refused, "warn");
    return;
  }
  const [stays, goes] = [v.grid.rows.slice(0, r), v.grid.rows.slice(r)];
  const pages = (rows) => rows.reduce((sum, one) => sum + (Number(one.cells.pages) || 0), 0);
  const node = over(v, t("分卷", "Split the volume"));
  const form = make("form", { method: "post", action: byId("splitting").getAttribute("action") });
  append(form, [
    make("h2", {}, t("从第 " + (r + 1) + " 件起分出？", "Split in front of record " + (r + 1) + "?")),
    make("p", {}, (row.cells.title || "")),
    make("p", {}, t("留下 " + stays.length + " 件 " + pages(stays) + " 页；分出 " + goes.length + " 件 " + pages(goes) + " 页，" +
      "成为同类的下一卷，页号从 1 起。可用「并卷」撤回。",
    stays.length + " records, " + pages(stays) + " pages stay; " + goes.length + " records, " + pages(goes) +
      " pages become the next volume, pages from 1. Joining takes it back.")),
    make("input", { type: "hidden", name: "item", value: row.id }),
    append(make("p"), [
      make("button", { class: "main-act" }, t("分卷", "Split")),
      button(t("取消", "Cancel"), () => node.close(), "")
    ])
  ]);
  append(node, [form]);
  node.showModal();
}
