// The main job, by hand: a sheet is filed, a person and a unit are found, a catalog is opened.
// Once as most people do it, once in a browser that runs no script.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { readFileSync } from "node:fs";
import { openBrowser, openHouse, openPage, sheet } from "./house.mjs";

let browser;
before(async () => { browser = await openBrowser(); });
after(async () => { await browser?.close(); });

for (const script of [true, false]) {
    describe(script ? "with script" : "without script", () => {
        let house, page, complaints, context;
        before(async () => {
            house = await openHouse();
            ({ page, complaints, context } = await openPage(browser, house.address, { script }));
        });
        after(async () => {
            await context?.close();
            await house?.close();
        });

        test("Given a clerk's sheet, when it is uploaded, then nothing is written and three rows come back with a reason", async () => {
            await page.goto("/import");
            await page.locator("#file").setInputFiles(sheet("征缴科-2009-缴费核定.xlsx"));
            await page.getByRole("button", { name: "上传并试读" }).click();
            await page.locator("#class").selectOption({ label: "ZJ 社会保险费征缴类" });
            await page.locator("#step").selectOption({ label: "二(一) 社会保险费征缴核定材料" });
            await page.getByRole("button", { name: "再试读一次" }).click();
            const text = await page.locator("main").innerText();
            assert.match(text, /60 行读完/);
            assert.match(text, /57 行正常，3 行要您看一下/);
            for (const [row, reason] of [[27, "没有这一天"], [45, "没有页数"], [56, "与第 55 行完全相同"]]) {
                const line = page.locator("tr", { hasText: reason }).first();
                assert.match(await line.innerText(), new RegExp(`${row}`), `row ${row}`);
            }
            const aside = await context.newPage();
            await aside.goto("/volumes");
            assert.equal(await aside.locator("main a.code").count(), 0, "no volume yet");
            await aside.close();
        });

        test("When the good rows are taken, then two volumes hold 57 records and the sheet is known from then on", async () => {
            await page.getByRole("button", { name: /只收好的/ }).click();
            await page.waitForLoadState();
            await page.goto("/volumes");
            const volumes = await page.locator("main").innerText();
            assert.match(volumes, /2009-ZJ-社会保险费征缴核定材料-1-200-H/);
            assert.match(volumes, /\b57\b/);
            await page.goto("/import");
            await page.locator("#file").setInputFiles(sheet("征缴科-2009-缴费核定.xlsx"));
            await page.getByRole("button", { name: "上传并试读" }).click();
            assert.match(await page.locator("main").innerText(), /以前收过/);
        });

        test("Given a sheet in traditional characters, when it is taken, then a person is found by simplified ones and by pinyin", async () => {
            await page.goto("/import");
            await page.locator("#file").setInputFiles(sheet("全民參保登記-2015.xlsx"));
            await page.getByRole("button", { name: "上传并试读" }).click();
            await page.locator("#year").fill("2015");
            await page.locator("#class").selectOption({ label: "GL 社会保险管理类" });
            await page.locator("#step").selectOption({ label: "一(二) 参保人员登记材料" });
            await page.getByRole("button", { name: "再试读一次" }).click();
            await page.getByRole("button", { name: "全部收" }).click();
            await page.waitForLoadState();
            for (const typed of ["单庆娟", "單庆娟", "shanqingjuan", "sqj", "24872X"]) {
                await page.goto("/");
                const box = page.getByRole("searchbox").first();
                await box.fill(typed);
                await box.press("Enter");
                // the index follows the log within a second
                await assert.doesNotReject(async () => {
                    for (let tries = 0; ; tries++) {
                        if (/單庆娟/.test(await page.locator("main").innerText())) return;
                        if (tries > 20) throw new Error(`${typed}: ${await page.locator("main").innerText()}`);
                        await page.waitForTimeout(200);
                        await page.reload();
                    }
                });
            }
        });

        test("When a found record is opened, then its page says why its date is what it is", async () => {
            await page.goto("/search?q=" + encodeURIComponent("单庆娟"));
            await page.locator("main a[href^='/items/']", { hasText: "單庆娟" }).first().click();
            const text = await page.locator("main").innerText();
            assert.match(text, /2015 年形成/);
            assert.match(text, /2116-01-01/);
            assert.match(text, /990000\*+872X|99000019711024872X/);
        });

        test("When the volume catalog is asked for, then it is seen on the page and taken home as a spreadsheet", async () => {
            await page.goto("/catalogs");
            await page.locator("#kind").selectOption("volume_catalog");
            await page.getByRole("button", { name: "预览", exact: true }).click();
            assert.match(await page.content(), /2009-ZJ-社会保险费征缴核定材料-1-200-H/);
            await page.getByText("导出 ▾").click();
            const [download] = await Promise.all([
                page.waitForEvent("download"),
                page.getByRole("button", { name: "导出 Excel" }).click(),
            ]);
            const bytes = readFileSync(await download.path());
            assert.equal(bytes.subarray(0, 2).toString(), "PK", "an xlsx is a zip");
        });

        test("Nothing complained meanwhile", () => assert.deepEqual(complaints, []));
    });
}
