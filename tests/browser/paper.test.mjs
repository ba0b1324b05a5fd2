// Paper: a volume printed whole, half a sheet of labels, a printer's offset, a long print as a job.
// By keyboard alone and without script where a person could; in both languages without faults of access.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { admit, openBrowser, openHouse, openPage, sheet } from "./house.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "guidang-paper-"));
let browser, house;

const textOf = (pdf) => execFileSync("pdftotext", ["-layout", pdf, "-"], { encoding: "utf8" });
const pagesOf = (pdf) => Number(/Pages:\s+(\d+)/.exec(execFileSync("pdfinfo", [pdf], { encoding: "utf8" }))[1]);

/** Does what brings a file, and keeps the file. */
async function file(page, act) {
    const [download] = await Promise.all([page.waitForEvent("download"), act()]);
    const path = join(folder, `${Date.now()}-${download.suggestedFilename()}`);
    await download.saveAs(path);
    return path;
}

/** Takes a sheet in through the API. */
async function take(bytes, name, fields = {}) {
    const form = new FormData();
    for (const [key, value] of Object.entries({ dry_run: "false", on_error: "skip", ...fields })) form.set(key, value);
    form.set("file", new Blob([bytes]), name);
    const answer = await fetch(`${house.address}/api/v1/import`, { method: "POST", body: form });
    assert.ok(answer.ok, await answer.text());
}

before(async () => {
    [browser, house] = await Promise.all([openBrowser(), openHouse()]);
    await take(readFileSync(sheet("征缴科-2009-缴费核定.xlsx")), "征缴科-2009-缴费核定.xlsx", { year: "2009", step: "二(一)" });
});
after(async () => {
    await browser?.close();
    await house?.close();
    rmSync(folder, { recursive: true, force: true });
});

for (const script of [true, false]) {
    describe(script ? "with script" : "without script", () => {
        let page, complaints, context;
        before(async () => { ({ page, complaints, context } = await openPage(browser, house.address, { script })); });
        after(async () => { await context?.close(); });

        test("Given a volume, when its print button is pressed by keyboard, then one PDF has cover, contents, statement, spine and label", async () => {
            await page.goto("/volumes/1");
            await page.getByRole("button", { name: "整卷打印" }).focus();
            const pdf = await file(page, () => page.keyboard.press("Enter"));
            execFileSync("qpdf", ["--check", pdf]);
            const text = textOf(pdf).replace(/\s/g, "");
            for (const part of ["卷内目录", "卷内备考表", "2009-ZJ-社会保险费征缴核定材料-1-"]) assert.ok(text.includes(part), part);
            assert.ok(pagesOf(pdf) >= 5, `${pagesOf(pdf)} pages`);
            assert.deepEqual(complaints, []);
        });

        test("Given a sheet of labels of which three are used, when printing begins at the fourth, then the first three stay free", async () => {
            await page.goto("/labels?all=1");
            await page.getByLabel(/案卷标签/).check();
            await page.locator("#start").fill("4");
            await page.getByRole("button", { name: "预览", exact: true }).click();
            await page.waitForLoadState();
            assert.match(page.url(), /start=4/);
            assert.equal(await page.locator("svg.sheet image").count(), 1, "one sheet is shown");
            const pdf = await file(page, () => page.getByRole("button", { name: "生成 PDF" }).click());
            const words = execFileSync("pdftotext", ["-bbox", pdf, "-"], { encoding: "utf8" });
            const tops = [...words.matchAll(/yMin="([\d.]+)"/g)].map((found) => Number(found[1]) / 72 * 25.4);
            assert.ok(tops.length > 0 && Math.min(...tops) > 37, `nothing above the second row: ${Math.min(...tops)} mm`);
        });

        test("Given a start that is no place, when it is looked at, then the page says so and offers nothing to print blindly", async () => {
            await page.goto("/labels?form=volume_label%401&all=1&start=x");
            assert.match(await page.locator("main [role=alert]").innerText(), /不是第几格/);
        });

        test("Given the test page, when the offset measured on it is kept, then it is taken off from then on", async () => {
            const name = script ? "档案室 HP" : "窗口 Brother";
            await page.goto("/forms#printers");
            const straight = await file(page, () => page.locator("#printers ~ p a[href='/forms/calibration@1/blank']").first().click());
            await page.locator("#printer-name").fill(name);
            await page.locator("#dx").fill("1.2");
            await page.locator("#dy").fill("-0.8");
            await page.locator("#dy").press("Enter");
            await page.waitForLoadState();
            const row = page.locator("tr", { hasText: name });
            assert.match(await row.innerText(), /1\.2[^]*-0\.8/);
            const moved = await file(page, () => row.getByRole("button").click());
            const first = (pdf) => {
                const [, x, y] = /xMin="([\d.]+)" yMin="([\d.]+)"/.exec(execFileSync("pdftotext", ["-bbox", pdf, "-"], { encoding: "utf8" }));
                return [x, y].map((points) => Number(points) / 72 * 25.4);
            };
            const [[x, y], [movedX, movedY]] = [first(straight), first(moved)];
            assert.ok(Math.abs(x - movedX - 1.2) < 0.05 && Math.abs(y - movedY + 0.8) < 0.05, `${x - movedX}, ${y - movedY}`);
        });

        test("Given a catalog's scope, when it is seen on paper, then its pages are pictures and the whole is a PDF", async () => {
            await page.goto("/catalogs?kind=volume_catalog");
            await page.getByRole("button", { name: "打印预览" }).click();
            await page.waitForLoadState();
            const pictures = page.locator("svg.sheet image");
            assert.ok(await pictures.count() >= 2, "cover and list");
            const answer = await page.request.get(await pictures.first().getAttribute("href"));
            assert.equal(answer.headers()["content-type"], "image/svg+xml");
            const pdf = await file(page, () => page.getByRole("button", { name: "整份 PDF" }).click());
            assert.match(textOf(pdf), /案卷目录/);
            assert.deepEqual(complaints, []);
        });
    });
}

test("The pages of paper have no faults of access, in either language, light and dark", async () => {
    const context = await browser.newContext({ baseURL: house.address, locale: "zh-CN", bypassCSP: true });
    await admit(context, house.address);
    const page = await context.newPage();
    for (const [lang, theme] of [["zh", "light"], ["en", "dark"]]) {
        await context.addCookies([{ name: "lang", value: lang, url: house.address }, { name: "theme", value: theme, url: house.address }]);
        for (const path of ["/catalogs", "/catalogs/print?kind=volume_catalog", "/labels", "/labels?form=volume_label%401&all=1&start=9", "/transfer?all=1", "/forms", "/forms/certification_mail@2", "/volumes/1"]) {
            await page.goto(path);
            await page.evaluate(axe);
            const { violations } = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] }));
            assert.deepEqual(violations.map((one) => `${path} ${lang}: ${one.id} ${one.nodes[0].html}`), []);
        }
    }
    await context.close();
});

test("Given more volumes than are made at once, when they are printed, then a job shows how far it is, can be stopped, and leaves no file", async () => {
    const { page, context } = await openPage(browser, house.address);
    // six hundred small volumes of another year
    const lines = ["年度,类别,业务环节,题名,日期,页数"];
    for (let n = 0; n < 620; n++) lines.push(`2012,ZJ,社会保险费征缴核定材料,核定表第${n}号,2012-01-05,200`);
    await take(Buffer.from(lines.join("\n")), "大.csv");
    await page.goto("/labels?form=whole&year=2012");
    assert.match(await page.locator("main").innerText(), /620\s*卷/);
    await page.getByRole("button", { name: "生成 PDF" }).click();
    await page.waitForURL(/\/jobs\/\d+/);
    const job = page.url();
    const stop = page.getByRole("button", { name: /停|取消/ });
    if (await stop.count()) await stop.click();
    for (let tries = 0; ; tries++) {
        await page.goto(job);
        const words = await page.locator("main").innerText();
        if (/已取消|已停|取消/.test(words) && !/正在/.test(words)) break;
        assert.ok(tries < 100, words);
        await page.waitForTimeout(300);
    }
    assert.equal(await page.locator(`main a[href$="/file"]`).count(), 0, "nothing half made to take away");
    // once more, to its end
    await page.goto("/labels?form=whole&year=2012");
    await page.getByRole("button", { name: "生成 PDF" }).click();
    await page.waitForURL(/\/jobs\/\d+/);
    const again = page.url();
    const link = page.locator(`main a[href$="/file"]`);
    for (let tries = 0; !(await link.count()); tries++) {
        assert.ok(tries < 400, await page.locator("main").innerText());
        await page.waitForTimeout(500);
        await page.goto(again);
    }
    const pdf = await file(page, () => link.first().click());
    execFileSync("qpdf", ["--check", pdf]);
    assert.ok(pagesOf(pdf) > 620 * 3, `${pagesOf(pdf)} pages`);
    await context.close();
});
