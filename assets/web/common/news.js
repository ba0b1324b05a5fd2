// One line of news, read aloud by screen readers.
import { make } from "./dom.js";

const SHOWN_FOR = 6000;
let news = null;
let timer = 0;

/** `tone`: ok, warn, danger. */
export function say(text, tone = "ok") {
  if (!news) {
    news = make("div", { role: "status", "aria-live": "polite" });
    document.body.appendChild(news);
  }
  news.textContent = text;
  news.className = "news " + tone + (text ? " shown" : "");
  clearTimeout(timer);
  if (text && tone !== "danger") timer = setTimeout(() => { news.className = "news"; }, SHOWN_FOR);
}
