// Forms that are kept: Ctrl+S sends one, and what was typed and not yet accepted stays in this browser.
import { all, append, button, make, minute, remove } from "../common/dom.js";
import { key } from "../common/keys.js";
import { t } from "../common/words.js";
import { draftsOf } from "./drafts.js";

const forms = all("form[data-keep]");

// the form one is in, or the only one that is kept
function formAtHand() {
  const form = document.activeElement && document.activeElement.form || forms[0];
  return form && form.method === "post" ? form : null;
}

if (forms.length) {
  key({
    keys: "Ctrl+S",
    name: t("保存这张表", "Save the form"),
    typing: true,
    when: formAtHand,
    run: () => {
      const form = formAtHand();
      if (form.requestSubmit) form.requestSubmit(); else form.querySelector("[type=submit]").click();
    }
  });
}

function offer(form, draft, drop) {
  const bar = make("div", { class: "problem info draft", role: "status" });
  const back = button(t("填回来", "Put it back"), () => {
    draft.fill();
    remove(bar);
    draft.fields()[0].focus();
  }, "small main-act");
  const away = button(t("不要了", "Drop it"), () => {
    drop();
    remove(bar);
  });
  append(bar, [make("span", {}, t("上次填了没有存的内容还在（", "What was typed and not saved is still here (") +
    minute(new Date(draft.kept)) + t("）。", "). ")), back, away]);
  form.parentNode.insertBefore(bar, form);
  const folded = form.closest("details");
  if (folded) folded.open = true;
}

const drafts = draftsOf(location.pathname);
if (drafts) {
  // the server said it accepted something: what had been sent is no draft any more
  if (document.querySelector("[data-said]")) drafts.dropSent();
  forms.forEach((form) => drafts.watch(form, offer));
}
