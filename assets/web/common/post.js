// Talking to the server in JSON.
import { t } from "./words.js";

const JSON_TYPE = "application/json";

/** A failed request. `status` 0: no server; 401: the sign-in has run out. */
export class Fault extends Error {
  constructor(status, said) {
    super(said.message || "");
    Object.assign(this, { status, kind: said.kind || "", fix: said.fix || "", problems: said.problems || [] });
  }
}

function unreachable() {
  throw new Fault(0, { message: t("连不上服务器。", "The server cannot be reached.") });
}

function parsed(text) {
  try { return text ? JSON.parse(text) : null; } catch { return null; }
}

/** GET; the answer as it comes. */
export const ask = (path) => fetch(path, { credentials: "same-origin", headers: { Accept: JSON_TYPE } });

/** GET; the answer's JSON, or a Fault. */
export function read(path) {
  return ask(path).catch(unreachable).then((answer) => {
    if (!answer.ok) throw new Fault(answer.status, { message: answer.statusText });
    return answer.json();
  });
}

/** POST (or PUT) of JSON; the answer's JSON, or a Fault. */
export function send(path, body, method = "POST") {
  const headers = { "Content-Type": JSON_TYPE, Accept: JSON_TYPE };
  const request = { method, credentials: "same-origin", headers, body: JSON.stringify(body) };
  return fetch(path, request).catch(unreachable).then((answer) => answer.text().then((text) => {
    const said = parsed(text);
    if (answer.ok && said !== null) return said;
    const problems = said && said.problems || [];
    const { kind, message, fix } = problems[0] || {};
    throw new Fault(answer.ok ? 502 : answer.status, { kind, message: message || answer.statusText, fix, problems });
  }));
}
