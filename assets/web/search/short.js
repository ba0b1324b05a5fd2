// The record one stands on, in short beside the hits; read when one stays for a moment.
import { all, append, byId, clear, make } from "../common/dom.js";
import { t } from "../common/words.js";

const MOMENT = 120;

export function inShort(hits) {
  const pane = byId("card");
  const known = {};
  let waiting = 0;
  let wanted = null;

  // a volume's hit says all there is in short
  function copied(hit) {
    const title = append(make("h2"), [hit.querySelector(".head a").cloneNode(true)]);
    const lines = all("td:not(.head):not(.no-print)", hit).map((cell) => make("p", {}, cell.textContent.trim()));
    clear(pane);
    append(pane, [title].concat(lines));
  }

  function failed(id) {
    if (wanted !== id) return;
    wanted = null;
    pane.textContent = t("没有读到这一件，打开它看。", "It could not be read; open the record itself.");
  }

  function read(id) {
    fetch("/items/" + id + "/card", { credentials: "same-origin" }).then((answer) => {
      if (!answer.ok) throw new Error(answer.statusText);
      return answer.text();
    }).then((html) => {
      known[id] = html;
      if (wanted === id) pane.innerHTML = html;
    }).catch(() => failed(id));
  }

  return (hit) => {
    const id = hit.getAttribute("data-item");
    hits.forEach((one) => one.classList.toggle("shown", one === hit));
    if (!pane || id && wanted === id) return;
    if (!id) {
      wanted = null;
      clearTimeout(waiting);
      copied(hit);
      return;
    }
    wanted = id;
    clearTimeout(waiting);
    if (known[id]) pane.innerHTML = known[id];
    else waiting = setTimeout(() => read(id), MOMENT);
  };
}
