// On every page: keys and their sheet, going anywhere, sheets dropped into the page, the basket, rows of
// lists, drafts of forms, jobs that move. Without it every page still works.
import { all, byId, copy, isDialogOpen, isTyping } from "./common/dom.js";
import { say } from "./common/news.js";
import { read } from "./common/post.js";
import { t } from "./common/words.js";
import "./frame/forms.js";
import "./frame/drop.js";
import "./frame/key_sheet.js";
import "./frame/palette.js";
import "./frame/rows.js";
import "./frame/saving.js";

// buttons that copy a text of the page
all("[data-copy]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    const text = byId(button.getAttribute("data-copy")).value;
    say(copy(text) ? t("已复制。", "Copied.") : t("浏览器不让复制：请在下面选中后按 Ctrl+C。",
      "The browser refuses: select the text below and press Ctrl+C."));
  });
});

// jobs that run are looked at again and again
const EVERY = 3000;
const PAGE_EVERY = 5000;
const job = document.querySelector("[data-job]");

const thousands = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");

function show(now) {
  if (now.interrupted || now.state !== "queued" && now.state !== "running") {
    location.reload();
    return;
  }
  const bar = job.querySelector("progress");
  if (now.total) Object.assign(bar, { max: now.total, value: now.done });
  const of = now.total ? " / " + thousands(now.total) : "";
  job.querySelector("[data-job-said]").textContent = thousands(now.done) + of;
  setTimeout(look, EVERY);
}

function look() {
  read("/api/v1/jobs/" + job.getAttribute("data-job")).then(show).catch(() => setTimeout(look, EVERY));
}

if (job) setTimeout(look, 1000);

// the list of jobs, and home: looked at anew while something runs and nobody is in the middle of it
const isIdle = () => !isDialogOpen() && !all("details[open]").length && !isTyping(document.activeElement);
if (document.querySelector("[data-running]")) setInterval(() => { if (isIdle()) location.reload(); }, PAGE_EVERY);
