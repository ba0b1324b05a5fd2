// What stands around the work: going anywhere, the sheet of keys, rows and basket by keyboard, chosen
// columns, drafts, refused forms, jobs that move, the demonstration's five things.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openBrowser, openHouse, openPage, sheet } from "./house.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
let browser;
before(async () => { browser = await openBrowser(); });
after(async () => { await browser?.close(); });

/** Takes an example sheet in by the API. */
async function take(address, name, fields) {
    const form = new FormData();
    for (const [key, value] of Object.entries({ dry_run: "false", on_error: "skip", ...fields })) form.set(key, value);
    form.set("file", new Blob([readFileSync(sheet(name))]), name);
    const answer = await fetch(`${address}/api/v1/import`, { method: "POST", body: form });
    const text = await answer.text();
    assert.ok(answer.ok, text);
    return JSON.parse(text);
}
const levy = { year: "2009", step: "二(一)" };

const until = async (page, what, holds) => {
    for (let tries = 0; tries < 100; tries++) {
        if (await holds()) return;
        await page.waitForTimeout(100);
    }
    assert.fail(`waited in vain for ${what}`);
};

describe("Given an archive with a sheet taken in", () => {
    let house, page, complaints, context;
    before(async () => {
        house = await openHouse();
        await take(house.address, "征缴科-2009-缴费核定.xlsx", levy);
        ({ page, complaints, context } = await openPage(browser, house.address));
    });
    after(async () => {
        await context?.close();
        await house?.close();
    });
    const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.tagName);

    test("When Ctrl+K is pressed and initials are typed, then Enter goes there; an input method's Enter does not", async () => {
        await page.goto("/");
        await page.keyboard.press("Control+k");
        assert.equal(await focused(), "palette-box");
        await page.keyboard.type("mlbb");
        const first = page.locator("#ways [role=option]").first();
        await until(page, "目录报表", async () => (await first.innerText()).includes("目录报表"));
        await page.evaluate(() => {
            const box = document.getElementById("palette-box");
            box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true }));
        });
        assert.ok(await page.locator("#palette[open]").count(), "half a word goes nowhere");
        await page.keyboard.press("Enter");
        await page.waitForURL("**/catalogs");
    });

    test("When a code or a year is typed there, then its volume or its volumes are opened", async () => {
        for (const [typed, url] of [["2009-ZJ-社会保险费征缴核定材料-1", /\/volumes\/\d+$/], ["2009", /\/volumes\?year=2009$/]]) {
            await page.goto("/help");
            await page.keyboard.press("Control+k");
            await page.locator("#palette-box").fill(typed);
            await until(page, typed, async () => (await page.locator("#ways [role=option]").first().innerText()).includes(typed));
            await page.keyboard.press("Enter");
            await page.waitForURL(url);
        }
    });

    test("When ? is pressed, then the keys of this page are shown, and Esc leads back", async () => {
        await page.goto("/help");
        await page.keyboard.press("?");
        const help = await page.locator("#keys").innerText();
        assert.match(help, /到检索框/);
        assert.doesNotMatch(help, /待办篮/, "there is no list here");
        await page.keyboard.press("Escape");
        assert.equal(await page.locator("dialog[open]").count(), 0);
        await page.goto("/volumes");
        await page.keyboard.press("?");
        assert.match(await page.locator("#keys").innerText(), /放进待办篮/);
        await page.keyboard.press("Escape");
        await page.locator("#find").focus();
        await page.keyboard.type("?");
        assert.equal(await page.locator("dialog[open]").count(), 0, "in a field it is a question mark");
    });

    test("When a shortcut's name is typed into the palette, then it is run", async () => {
        await page.goto("/volumes");
        await page.keyboard.press("Control+k");
        await page.locator("#palette-box").fill("zyydkjj");
        await until(page, "the shortcut", async () => (await page.locator("#ways [role=option]").first().innerText()).includes("这一页的快捷键"));
        await page.keyboard.press("Enter");
        assert.ok(await page.locator("#keys[open]").count());
    });

    test("When rows are walked by keyboard, then Space sets one aside and Enter opens it", async () => {
        await page.goto("/items");
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("ArrowDown");
        const mark = await page.evaluate(() => document.activeElement.getAttribute("data-row"));
        assert.match(mark, /^i\d+$/);
        await page.keyboard.press("Space");
        await until(page, "the basket's count", async () => (await page.locator("[data-basket-count]").innerText()) === "1");
        assert.equal(await page.locator(`button.pin[value=${mark}]`).getAttribute("aria-pressed"), "true");
        assert.equal(await page.evaluate(() => document.activeElement.getAttribute("data-row")), mark, "the row keeps the focus");
        await page.keyboard.press("Enter");
        await page.waitForURL(`**/items/${mark.slice(1)}`);
        await page.goto("/basket");
        assert.equal(await page.locator(`tr[data-row=${mark}]`).count(), 1);
        await page.getByRole("button", { name: "清空篮子" }).click();
        assert.match(await page.locator("main").innerText(), /篮子是空的：在列表里按空格加入/);
    });

    test("When columns are chosen, then the list shows those, here and after a reload", async () => {
        await page.goto("/volumes");
        await page.getByText("选列").click();
        await page.getByLabel("立卷人").check();
        await page.getByLabel("业务环节", { exact: true }).last().uncheck();
        await page.getByRole("button", { name: "就显示这些列" }).click();
        const heads = async () => (await page.locator("thead th").allInnerTexts()).join(" ");
        for (const again of [false, true]) {
            if (again) await page.reload();
            assert.match(await heads(), /立卷人/);
            assert.doesNotMatch(await heads(), /业务环节/);
        }
        await page.getByText("选列").click();
        await page.getByRole("button", { name: "恢复常用列" }).click();
        assert.match(await heads(), /业务环节/);
    });

    test("When a list is exported, then a spreadsheet comes and the page stays", async () => {
        await page.goto("/items?year=2009");
        await page.getByText("导出", { exact: true }).click();
        const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Excel / WPS (xlsx)" }).click()]);
        assert.match(download.suggestedFilename(), /归档文件列表\.xlsx/);
        assert.equal(readFileSync(await download.path()).subarray(0, 2).toString(), "PK");
        assert.match(page.url(), /\/items\?year=2009$/);
    });

    test("When a browser is closed in the middle of a correction, then what was typed is offered again", async () => {
        const address = "/items/3/correction";
        const aside = await context.newPage();
        await aside.goto(address);
        await aside.locator("#creator").fill("没有存的责任者");
        await aside.locator("[name=person_note]").last().fill("备用的一行");
        await aside.waitForTimeout(500);
        await aside.close();
        await page.goto(address);
        await page.getByRole("button", { name: "填回来" }).click();
        assert.equal(await page.locator("#creator").inputValue(), "没有存的责任者");
        assert.equal(await page.locator("[name=person_note]").last().inputValue(), "备用的一行");
        await page.route("**/correction", (route) => route.request().method() === "POST" ? route.abort() : route.continue());
        await page.getByRole("button", { name: "保存更正" }).click();
        await page.unroute("**/correction");
        await page.goto(address);
        assert.ok(await page.getByRole("button", { name: "填回来" }).count(), "a server that did not answer loses nothing");
        await page.getByRole("button", { name: "填回来" }).click();
        await page.locator("#creator").focus();
        await page.keyboard.press("Control+s");
        await page.waitForURL("**/items/3?said=corrected");
        await page.goto(address);
        assert.equal(await page.getByRole("button", { name: "填回来" }).count(), 0, "what was accepted is no draft");
        complaints.splice(0, complaints.length, ...complaints.filter((line) => !/ERR_FAILED/.test(line)));
    });

    test("When a form is refused, then the focus is on what is wrong, each leads to its field, and nothing is lost", async () => {
        await page.goto("/items/4/correction");
        await page.locator("#date").fill("2009-02-30");
        await page.locator("#title").fill("");
        await page.locator("#remarks").fill("我打的字");
        await page.getByRole("button", { name: "保存更正" }).click();
        // the page's script may come a moment after the page
        await page.waitForFunction(() => document.activeElement.id === "errors");
        assert.match(await page.title(), /^错误：/);
        assert.equal(await page.locator("#remarks").inputValue(), "我打的字");
        assert.equal(await page.locator("#date").getAttribute("aria-invalid"), "true");
        await page.locator("#errors a").last().click();
        assert.equal(await focused(), "date");
        complaints.splice(0, complaints.length, ...complaints.filter((line) => !/422/.test(line)));
    });

    test("When a long sheet is taken, then its job is followed to its end without a hand", async () => {
        let rows = "题名,日期,页数\n";
        for (let row = 1; row <= 4000; row++) rows += `缴费核定表${row},2010-03-0${row % 9 + 1},1\n`;
        await page.goto("/import");
        await page.locator("#file").setInputFiles({ name: "long.csv", mimeType: "text/csv", buffer: Buffer.from(rows) });
        const form = await page.request.post("/import", { multipart: { file: { name: "long.csv", mimeType: "text/csv", buffer: Buffer.from(rows) } }, maxRedirects: 0 });
        const digest = form.headers().location.split("?")[0];
        const taken = await page.request.post(digest, { form: { year: "2010", step: "二(一)", rows: "4000", taking: "skip_problems" }, maxRedirects: 0 });
        await page.goto(taken.headers().location);
        await page.locator(".badge.ok", { hasText: "完成" }).waitFor({ timeout: 60000 });
        assert.match(await page.locator("main").innerText(), /4,000/);
    });

    test("When the rail is folded, then it stays so, and every entry still has its name", async () => {
        await page.goto("/help");
        await page.getByRole("link", { name: "收起" }).click();
        await page.goto("/volumes");
        assert.ok((await page.locator(".rail").boundingBox()).width < 80);
        assert.ok(await page.getByRole("link", { name: "到期鉴定" }).count());
        await page.getByRole("link", { name: "展开导航" }).click();
        assert.ok((await page.locator(".rail").boundingBox()).width > 120);
    });

    test("When a column is pressed twice, then the list is sorted and turned round", async () => {
        const pages = async () => (await page.locator("tbody td.num").allInnerTexts()).map(Number);
        await page.goto("/items");
        await page.getByRole("link", { name: "页数" }).click();
        const rising = await pages();
        assert.deepEqual(rising, [...rising].sort((a, b) => a - b));
        await page.getByRole("link", { name: "页数" }).click();
        await page.waitForURL(/sort=-pages/);
        const falling = await pages();
        assert.deepEqual(falling, [...falling].sort((a, b) => b - a));
    });

    test("When rows are ticked, then the bar counts them and exports them alone; the head box ticks the page", async () => {
        await page.goto("/items?rows=20");
        const counted = page.locator("#chosen [data-chosen]"), taken = page.getByRole("button", { name: "导出所选 CSV" });
        await page.locator("tbody input[name=add]").nth(2).check();
        await page.locator("tbody input[name=add]").nth(4).check();
        assert.equal(await counted.innerText(), "2");
        const [file] = await Promise.all([page.waitForEvent("download"), taken.click()]);
        assert.equal(readFileSync(await file.path(), "utf8").trim().split("\n").length, 3, "a heading and two rows");
        await page.getByLabel("本页全选").check();
        assert.equal(await counted.innerText(), "20");
        await page.getByLabel("本页全选").uncheck();
        assert.ok(await taken.isDisabled(), "there is nothing to be taken");
    });

    test("When a name is begun in the search box, then names that begin so are offered, and none for a number", async () => {
        await page.goto("/help");
        const offered = () => page.locator("#names option").evaluateAll((all) => all.map((one) => one.value));
        await page.locator("#find").fill("芜湖");
        await until(page, "names of units", async () => (await offered()).length > 1);
        assert.ok((await offered()).every((name) => name.startsWith("芜湖")), String(await offered()));
        await page.locator("#find").fill("990000");
        await until(page, "nothing for a number", async () => (await offered()).length === 0);
    });

    test("Nothing complained meanwhile", () => assert.deepEqual(complaints, []));
});

describe("Given a browser that runs no script", () => {
    let house, page, context;
    before(async () => {
        house = await openHouse();
        await take(house.address, "征缴科-2009-缴费核定.xlsx", levy);
        ({ page, context } = await openPage(browser, house.address, { script: false }));
    });
    after(async () => {
        await context?.close();
        await house?.close();
    });

    test("When the main pages are opened, then each has its heading and its content", async () => {
        for (const [path, says] of [["/", /工作台/], ["/volumes", /合计/], ["/items", /57/], ["/retention", /鉴定/], ["/catalogs", /目录/], ["/schemes", /芜湖/], ["/jobs", /任务/], ["/events", /归档/], ["/help", /一份清单怎样变成档案/], ["/help/keys", /Ctrl/], ["/import", /清单/], ["/transfer", /移交/], ["/counter", /查档/]]) {
            const answer = await page.goto(path);
            assert.ok(answer.ok(), path);
            assert.match(await page.locator("main").innerText(), says, path);
            assert.equal(await page.locator("h1").count(), 1, `${path}: one heading`);
        }
    });

    test("When a row's button is pressed, then the row lies in the basket; pressed again, it does not", async () => {
        await page.goto("/volumes");
        await page.locator("button.pin").first().click();
        assert.equal(await page.locator("[data-basket-count]").innerText(), "1");
        await page.locator("button.pin[aria-pressed=true]").first().click();
        assert.equal(await page.locator("[data-basket-count]").innerText(), "0");
        await page.getByRole("button", { name: "本页都放入待办篮" }).click();
        assert.equal(await page.locator("[data-basket-count]").innerText(), "2");
    });

    test("When columns and page size are chosen, then the server draws them", async () => {
        await page.goto("/items");
        await page.getByText("选列").click();
        await page.getByLabel("文号").check();
        await page.getByRole("button", { name: "就显示这些列" }).click();
        assert.match((await page.locator("thead th").allInnerTexts()).join(" "), /文号/);
        await page.locator(".list-tools").getByRole("link", { name: "20", exact: true }).click();
        assert.equal(await page.locator("tbody tr").count(), 20);
        await page.getByRole("link", { name: /下一页/ }).click();
        assert.match(await page.locator(".pager").innerText(), /第 2 \/ 3/);
    });

    test("When a correction is refused, then the form comes back as it was typed", async () => {
        await page.goto("/items/5/correction");
        await page.locator("#date").fill("昨天");
        await page.locator("#remarks").fill("我打的字");
        await page.getByRole("button", { name: "保存更正" }).click();
        assert.equal(await page.locator("#remarks").inputValue(), "我打的字");
        assert.equal(await page.locator("#date").inputValue(), "昨天");
        assert.match(await page.locator("#errors").innerText(), /“昨天”不是日期/);
    });
});

describe("Given the demonstration", () => {
    let program, page, context;
    before(async () => {
        const port = await new Promise((resolve) => {
            const server = createServer().listen(0, "127.0.0.1", () => {
                const { port } = server.address();
                server.close(() => resolve(port));
            });
        });
        const binary = process.env.GUIDANG_BIN ?? join(root, "target/debug/guidang");
        program = spawn(binary, ["demo", "--items", "600", "--listen", `127.0.0.1:${port}`], { stdio: ["ignore", "ignore", "inherit"] });
        const address = `http://127.0.0.1:${port}`;
        for (let tries = 0; ; tries++) {
            if (await fetch(`${address}/help`).then((answer) => answer.ok, () => false)) break;
            assert.ok(tries < 1200, "the demonstration does not answer");
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        ({ page, context } = await openPage(browser, address));
    });
    after(async () => {
        await context?.close();
        const gone = new Promise((resolve) => program.once("exit", resolve));
        program.kill("SIGINT");
        await gone;
    });

    test("When the five things are done one after the other, then each ticks itself", async () => {
        const done = async () => {
            await page.goto("/");
            return page.locator(".first-steps .done").count();
        };
        assert.equal(await done(), 0, "what the program made itself does not count");
        await page.locator(".first-steps a").first().click();
        assert.equal(await done(), 1);
        await page.goto("/retention?year=2035");
        assert.equal(await done(), 2);
        await page.goto("/catalogs?year=2009");
        await page.locator("summary", { hasText: "导出" }).click();
        await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "导出 Excel" }).click()]);
        assert.equal(await done(), 3);
        await take(new URL(page.url()).origin, "征缴科-2009-缴费核定.xlsx", levy);
        assert.equal(await done(), 4);
        const open = await page.request.get("/api/v1/volumes?year=2009&state=open&size=1000").then((answer) => answer.json());
        for (const volume of open.rows) {
            const closed = await page.request.post(`/api/v1/volumes/${volume.id}/closing`, { data: { checked_by: "李" } });
            if (closed.ok()) break;
        }
        assert.equal(await done(), 5);
        assert.match(await page.locator(".card").innerText(), /五件都做过了/);
        await page.locator("a.stuck").nth(3).click();
        assert.match(page.url(), /\/help\/retention$/);
    });
});
