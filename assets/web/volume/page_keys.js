// Keys of the volume's page.
import { isDialogOpen } from "../common/dom.js";
import { key } from "../common/keys.js";
import { t } from "../common/words.js";
import { nextProblem } from "./checks.js";
import { showClosing } from "./closing.js";
import { showMembers } from "./members.js";
import { retry } from "./traffic.js";

function saveNow(v) {
  v.grid.commit();
  v.queue.filter((op) => op.kind === "add").forEach((op) => { op.ready = true; });
  retry(v);
}

export function declareKeys(v) {
  const when = () => !isDialogOpen();
  const one = (keys, name, run) => key({ keys, name, typing: true, when, run });
  one("F8", t("下一个问题", "Next problem"), () => nextProblem(v));
  one("F9", t("人员、单位", "Persons, units"), () => showMembers(v));
  one("Ctrl+P", t("整卷打印", "Print the volume"), () => document.querySelector("button[form=print-whole]").click());
  [["Alt+PageUp", "prev", t("上一卷", "Previous volume")], ["Alt+PageDown", "next", t("下一卷", "Next volume")]]
    .map(([keys, rel, name]) => [keys, document.querySelector(".volume-acts a[rel=" + rel + "]"), name])
    .filter(([, to]) => to).forEach(([keys, to, name]) => one(keys, name, () => to.click()));
  if (!v.open) return;
  one("Ctrl+Enter", t("立卷", "Close the volume"), () => showClosing(v));
  key({ keys: "Ctrl+S", name: t("马上存", "Save now"), typing: true, run: () => saveNow(v) });
}
