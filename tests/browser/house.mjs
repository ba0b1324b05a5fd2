// A real archive behind the real program, and Debian's Chromium before it.

import { spawn, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const program = process.env.GUIDANG_BIN ?? join(root, "target/debug/guidang");

export const sheet = (name) => join(root, "tests/data/sheets", name);

const freePort = () =>
    new Promise((resolve) => {
        const server = createServer().listen(0, "127.0.0.1", () => {
            const { port } = server.address();
            server.close(() => resolve(port));
        });
    });

/** A password nobody guesses, for everybody here. */
export const password = "四季 水杉 铜铃 摆渡";

/** What this program keeps of the session at an address: requests of its own and new pages bear it. */
const sessions = new Map();
const bare = globalThis.fetch;
globalThis.fetch = (where, how = {}) => {
    const session = sessions.get(new URL(where).origin);
    const headers = new globalThis.Headers(how.headers ?? {});
    if (session) headers.set("cookie", `${session.name}=${session.value}`);
    return bare(where, { ...how, headers });
};

/** Signs somebody in with a first password and changes it; the session a browser would keep. */
export async function enter(address, login, secret) {
    let session = null;
    const send = async (path, form) => {
        const headers = session ? { cookie: `${session.name}=${session.value}` } : {};
        const answer = await bare(address + path, { method: "POST", body: new URLSearchParams(form), redirect: "manual", headers });
        const cookie = answer.headers.getSetCookie().find((one) => one.startsWith("guidang-session="));
        if (!cookie) throw new Error(`${login} was not let in: ${answer.status}`);
        const [name, value] = cookie.split(";")[0].split("=");
        session = { name, value };
    };
    await send("/sign-in", { login, password: secret });
    await send("/account/password", { present: secret, new: password, again: password });
    return session;
}

/** Signs in for this program's own requests and the pages it opens. */
export async function signIn(address, login, secret) {
    sessions.set(address, await enter(address, login, secret));
}

/** An archive founded in a temporary place and served; `close` takes all of it away. */
export async function openHouse() {
    const data = mkdtempSync(join(tmpdir(), "guidang-browser-"));
    const env = { ...process.env, GUIDANG_DATA: data, GUIDANG_TODAY: "2026-11-21" };
    const scheme = join(root, "schemes/wuhu-2009.toml");
    const founder = ["--login", "local", "--person", "本机用户", "--format", "json"];
    const founded = execFileSync(
        program,
        ["init", "--fonds", "0211", "--name", "芜湖市人力资源和社会保障局", "--scheme", scheme, ...founder],
        { env, stdio: "pipe" },
    );
    const { secret } = JSON.parse(founded).accounts[0];
    const port = await freePort();
    const address = `http://127.0.0.1:${port}`;
    const server = spawn(program, ["serve", "--listen", `127.0.0.1:${port}`], { env, stdio: ["ignore", "ignore", "inherit"] });
    for (let tries = 0; ; tries++) {
        const answered = await fetch(`${address}/help`).then((answer) => answer.ok, () => false);
        if (answered) break;
        if (tries > 300) throw new Error(`${program} serve does not answer on ${address}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await signIn(address, "local", secret);
    const close = async () => {
        const gone = new Promise((resolve) => server.once("exit", resolve));
        server.kill("SIGINT");
        await gone;
        rmSync(data, { recursive: true, force: true });
    };
    return { address, close };
}

/** The browser; pages get `script: false` for a person whose Chromium runs no script. */
export async function openBrowser() {
    const args = [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];
    return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args });
}

/** Gives a browser's context the session of this program at an address. */
export async function admit(context, address) {
    const session = sessions.get(new URL(address).origin);
    if (session) await context.addCookies([{ ...session, url: address, httpOnly: true, sameSite: "Lax" }]);
}

/** A page for somebody else, by the session of [enter]. */
export async function openPageAs(browser, address, session, options = {}) {
    const context = await browser.newContext({ baseURL: address, locale: "zh-CN", acceptDownloads: true, ...options });
    await context.addCookies([{ ...session, url: address, httpOnly: true, sameSite: "Lax" }]);
    return context.newPage();
}

/** A page that fails the test when the console or the content policy complains. */
export async function openPage(browser, address, { script = true } = {}) {
    const context = await browser.newContext({ baseURL: address, javaScriptEnabled: script, locale: "zh-CN", acceptDownloads: true });
    await admit(context, address);
    const page = await context.newPage();
    const complaints = [];
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    return { page, complaints, context };
}
