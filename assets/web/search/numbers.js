// One masked ID number shown whole for a minute, with who sees it and why; the server logs it before it answers.
import { byId, make, nearest, saidOf } from "../common/dom.js";
import { say } from "../common/news.js";
import { send } from "../common/post.js";

document.addEventListener("click", (event) => {
  const button = nearest(event, "[data-reveal]");
  if (!button || !button.form) return;
  event.preventDefault();
  const { value } = document.querySelector("select[name=reason],[name=why]:checked") || {};
  const reason = button.dataset.reason || value;
  send(button.form.getAttribute("action"), { reason }).then(({ id_number, mark, seconds }) => {
    const shown = byId(button.dataset.reveal);
    const text = "value" in shown ? "value" : "textContent";
    const masked = shown[text];
    shown[text] = id_number;
    // a number only looked at is no draft
    Object.assign(shown.dataset, { masked, whole: id_number });
    shown.focus();
    const seen = make("small", { class: "seen-by" }, mark);
    button.before(seen);
    button.hidden = true;
    say(mark);
    setTimeout(() => {
      if (shown[text] === id_number) shown[text] = masked;
      delete shown.dataset.whole;
      seen.remove();
      button.hidden = false;
    }, seconds * 1e3);
  }, (fault) => say(saidOf(fault), "danger"));
});
