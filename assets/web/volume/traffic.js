// What is typed is sent at once, in order, one request at a time; what others do is asked for.
import { t } from "../common/words.js";
import { take } from "./answer.js";
import { apply } from "./changes.js";
import { drop, portion, unsent } from "./queue.js";

const FIRST_RETRY = 1000;
const LAST_RETRY = 15000;

export function pump(v) {
  if (!v.open || v.inFlight || v.stuck) return;
  const next = portion(v);
  if (next.ops.length) v.inFlight = next;
  next.ops.forEach((op) => { op.sent = true; });
  v.view.progress();
  if (!v.inFlight) return;
  // a window closed now leaves behind that the server may have it
  v.save();
  v.net.send(next.body).then((answer) => accepted(v, next.ops, answer), (fault) => {
    notAccepted(v, next.ops, fault);
  });
}

function accepted(v, ops, answer) {
  v.inFlight = null;
  drop(v, (op) => op.sent);
  ops.filter((op) => op.kind === "edit" && op.row.pending[op.field] === op)
    .forEach((op) => delete op.row.pending[op.field]);
  well(v);
  take(v, answer, ops);
  v.view.retell();
  v.grid.repaint();
  v.view.saved();
  v.save();
  pump(v);
}

// without an answer, or with a broken one, the server may have taken it
const mayHaveArrived = (fault) => fault.status === 0 || fault.status >= 500;

function notAccepted(v, ops, fault) {
  v.inFlight = null;
  ops.forEach((op) => Object.assign(op, { sent: false, tried: op.tried || mayHaveArrived(fault) }));
  fail(v, fault);
  v.save();
}

function well(v) {
  v.failures = 0;
  v.stuck = "";
  v.view.stopWaiting();
  v.view.found();
}

const isLost = ({ status }) => status === 0 || [401, 408, 429].includes(status) || status >= 500;

function fail(v, fault) {
  if (!isLost(fault)) {
    halt(v, fault.message + " " + fault.fix);
    return;
  }
  v.stuck = "lost";
  v.failures++;
  v.view.lost(whyLost(fault), unsent(v), () => retry(v));
  v.view.waitFor(() => retry(v), Math.min(LAST_RETRY, FIRST_RETRY * Math.pow(2, v.failures)));
}

function whyLost(fault) {
  if (fault.status === 0) return t("连不上服务器。", "The server cannot be reached.");
  if (fault.status !== 401) return fault.message;
  return t("登录已过期。请在另一个窗口重新登录，再回到这里。",
    "The sign-in has expired. Sign in again in another window, then come back.");
}

export function retry(v) {
  v.stuck = "";
  if (unsent(v)) pump(v); else poll(v);
}

/** Nothing is sent any more until the person says so. */
export function halt(v, text) {
  v.stuck = "refused";
  v.view.halted(text, () => retry(v));
}

/** Asks for what came after what has been seen. */
export function poll(v) {
  if (v.view.isHidden() || v.inFlight || v.stuck === "refused") return;
  v.net.read(v.seq).then((table) => {
    const isBack = v.stuck === "lost";
    well(v);
    // rows this page has sent without hearing of them are told by their own answer, not as somebody else's
    if (!v.inFlight && !v.queue.some((op) => op.tried)) apply(v, table);
    if (isBack) pump(v);
  }, (fault) => fail(v, fault));
}
