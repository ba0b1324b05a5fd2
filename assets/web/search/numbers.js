// One masked ID number shown whole; the server writes it into the log before it answers.
import { byId, nearest, saidOf } from "../common/dom.js";
import { say } from "../common/news.js";
import { send } from "../common/post.js";
import { t } from "../common/words.js";

function show(shown, number) {
  if (shown.tagName !== "INPUT") {
    shown.textContent = number;
    return;
  }
  // a number only looked at is no draft
  shown.setAttribute("data-masked", shown.value);
  shown.setAttribute("data-whole", number);
  shown.value = number;
  shown.focus();
}

document.addEventListener("click", (event) => {
  const button = nearest(event, "[data-reveal]");
  if (!button || !button.form) return;
  event.preventDefault();
  send(button.form.getAttribute("action"), {}).then((answer) => {
    show(byId(button.getAttribute("data-reveal")), answer.id_number);
    button.hidden = true;
    say(t("已显示，并记入日志。", "Shown, and logged."));
  }, (fault) => say(saidOf(fault), "danger"));
});
