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

/** An archive founded in a temporary place and served; `close` takes all of it away. */
export async function openHouse() {
    const data = mkdtempSync(join(tmpdir(), "guidang-browser-"));
    const env = { ...process.env, GUIDANG_DATA: data, GUIDANG_TODAY: "2026-11-21" };
    const scheme = join(root, "schemes/wuhu-2009.toml");
    execFileSync(program, ["init", "--fonds", "0211", "--name", "芜湖市人力资源和社会保障局", "--scheme", scheme], { env, stdio: "pipe" });
    const port = await freePort();
    const address = `http://127.0.0.1:${port}`;
    const server = spawn(program, ["serve", "--listen", `127.0.0.1:${port}`], { env, stdio: ["ignore", "ignore", "inherit"] });
    for (let tries = 0; ; tries++) {
        const answered = await fetch(`${address}/help`).then((answer) => answer.ok, () => false);
        if (answered) break;
        if (tries > 300) throw new Error(`${program} serve does not answer on ${address}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
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

/** A page that fails the test when the console or the content policy complains. */
export async function openPage(browser, address, { script = true } = {}) {
    const context = await browser.newContext({ baseURL: address, javaScriptEnabled: script, locale: "zh-CN", acceptDownloads: true });
    const page = await context.newPage();
    const complaints = [];
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    return { page, complaints, context };
}
