// The volume's title, changed where it stands.
import { byId, remove, saidOf } from "../common/dom.js";
import { isComposing } from "../common/keys.js";
import { say } from "../common/news.js";
import { send } from "../common/post.js";
import { t } from "../common/words.js";

const english = () => (document.documentElement.lang === "en" ? "?lang=en" : "");

/** `volume`: its id. Answers what shows a title told by the server. */
export function titleInPlace(v, volume) {
  const input = byId("title");
  if (!input) return () => {};
  let stood = input.value;
  // the title on its way, as a change follows Enter; else the one that stands
  let sent = stood;

  function tell(title) {
    const isTouched = input.value !== stood;
    if (sent === stood) sent = title;
    stood = title;
    if (!isTouched) input.value = title;
  }

  function save() {
    const title = input.value.trim();
    if (title === sent || !v.open) return;
    sent = title;
    const path = "/api/v1/volumes/" + volume + "/title" + english();
    send(path, { title }, "PUT").then((kept) => {
      stood = kept.title;
      if (input.value.trim() === title) input.value = stood;
      byId("volume-title").textContent = kept.title;
      say(t("案卷题名已改。", "Retitled."));
    }, (fault) => say(saidOf(fault), "danger")).then(() => { if (sent === title) sent = stood; });
  }

  remove(input.form.querySelector("button"));
  input.form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("change", save);
  input.addEventListener("keydown", (event) => {
    if (isComposing(event)) return;
    if (event.key === "Escape") input.value = sent;
    if (event.key === "Escape" || event.key === "Enter") {
      event.preventDefault();
      save();
      v.grid.enter();
    }
  });
  return tell;
}
