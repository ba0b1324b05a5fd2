// One masked ID number shown whole for a minute, with who sees it and why; the server writes it into the log before it answers.
import { byId, make, nearest, saidOf } from "../common/dom.js";
import { say } from "../common/news.js";
import { send } from "../common/post.js";
import { t } from "../common/words.js";

document.addEventListener("click", (event) => {
  const button = nearest(event, "[data-reveal]");
  if (!button || !button.form) return;
  event.preventDefault();
  const chosen = document.querySelector("select[name=reason],[name=why]:checked");
  const reason = button.getAttribute("data-reason") || chosen && chosen.value || "";
  send(button.form.getAttribute("action"), { reason }).then(({ id_number, mark, seconds }) => {
    const shown = byId(button.getAttribute("data-reveal"));
    const text = shown.tagName === "INPUT" ? "value" : "textContent";
    const masked = shown[text];
    shown[text] = id_number;
    // a number only looked at is no draft
    shown.setAttribute("data-masked", masked);
    shown.setAttribute("data-whole", id_number);
    shown.focus();
    const seen = button.parentNode.insertBefore(make("small", { class: "seen-by" }, mark), button);
    button.hidden = true;
    say(t("已显示，并记入日志。", "Shown, and logged."));
    setTimeout(() => {
      if (shown[text] === id_number) shown[text] = masked;
      shown.removeAttribute("data-whole");
      seen.remove();
      button.hidden = false;
    }, seconds * 1000);
  }, (fault) => say(saidOf(fault), "danger"));
});
