// Jobs that run are looked at again and again.
import { all, isDialogOpen, isTyping } from "../common/dom.js";
import { read } from "../common/post.js";

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
