// Job 5: the auditor's catalogs over years, and a sample that can be drawn again. With script and without.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { readFileSync } from "node:fs";
import { openBrowser, openHouse, openPage } from "./house.mjs";

let browser;
before(async () => { browser = await openBrowser(); });
after(async () => { await browser?.close(); });

const YEARS = [2009, 2010, 2011, 2012, 2013, 2014, 2015];

async function take(house, year) {
    const rows = Array.from({ length: 4 }, (_, n) => `催缴通知书${n + 1},${year}-03-0${n + 1},150\n`).join("");
    const form = new FormData();
    form.append("file", new Blob(["题名,日期,页数\n" + rows]), `催缴-${year}.csv`);
    const decided = { dry_run: "false", year: String(year), class: "ZJ", step: "催缴材料" };
    for (const [key, value] of Object.entries(decided)) form.append(key, value);
    const answer = await fetch(`${house.address}/api/v1/import`, { method: "POST", body: form });
    const said = await answer.json();
    assert.equal(said.written, 4, JSON.stringify(said).slice(0, 500));
}

for (const script of [true, false]) {
    describe(script ? "with script" : "without script", () => {
        let house, page, complaints, context, actions;
        before(async () => {
            house = await openHouse();
            for (const year of YEARS) await take(house, year);
            ({ page, complaints, context } = await openPage(browser, house.address, { script }));
        });
        after(async () => {
            await context?.close();
            await house?.close();
        });
        const act = async (deed) => {
            actions += 1;
            await deed();
        };

        test("Given an auditor who asks for ZJ 2009–2015, when catalogs are made, then four actions bring the workbook", async () => {
            actions = 0;
            await act(() => page.goto("/catalogs?kind=volume_catalog&class=ZJ&year=2009..2015"));
            assert.match(await page.locator("#out").innerText(), /28 行.*7 个年度.*28 卷/s);
            await act(() => page.getByRole("button", { name: "预览", exact: true }).click());
            await page.waitForURL(/preview/);
            const sums = page.locator("details.numbers tfoot");
            assert.match(await sums.innerText(), /合计\s+28\s+28\s+4,200/);
            assert.match(await page.locator(".sheet").innerText(), /2009-ZJ-催缴材料-1-150-F/);
            await act(() => page.getByText("导出 ▾").click());
            const [download] = await Promise.all([
                page.waitForEvent("download"),
                act(() => page.getByRole("button", { name: "导出 Excel" }).click()),
            ]);
            assert.equal(actions, 4);
            assert.equal(download.suggestedFilename(), "案卷目录-2009-2015-ZJ.xlsx");
            assert.equal(readFileSync(await download.path()).subarray(0, 2).toString(), "PK");
            const [paper] = await Promise.all([
                page.waitForEvent("download"),
                page.getByRole("button", { name: "PDF（纸面）" }).click(),
            ]);
            assert.equal(readFileSync(await paper.path()).subarray(0, 5).toString(), "%PDF-");
        });

        test("When a sample is drawn, then its seed stands on the page, in the address and in the file's name", async () => {
            await page.goto("/catalogs?kind=volume_catalog&class=ZJ&year=2009..2015");
            await page.getByRole("button", { name: "从这些卷里随机抽 30 卷" }).click();
            await page.waitForURL(/seed=\d{8}/);
            await page.locator("#n").fill("6");
            await page.getByRole("button", { name: "抽", exact: true }).click();
            await page.waitForURL(/n=6/);
            const seed = (await page.locator("#drawn-seed").innerText()).trim();
            assert.match(page.url(), new RegExp(`seed=${seed}`));
            const drawn = () => page.locator("main td.code a").allInnerTexts();
            const first = await drawn();
            assert.equal(first.length, 6);
            const [download] = await Promise.all([
                page.waitForEvent("download"),
                page.getByRole("button", { name: "抽样清单 Excel" }).click(),
            ]);
            assert.equal(download.suggestedFilename(), `抽样清单-种子${seed}-6卷-2009-2015-ZJ.xlsx`);
            const [contents] = await Promise.all([
                page.waitForEvent("download"),
                page.getByRole("button", { name: /卷内目录/ }).click(),
            ]);
            assert.match(contents.suggestedFilename(), new RegExp(seed));
            // somebody else types the seed from the paper
            await page.goto("/catalogs/sample");
            await page.locator("#year").fill("2009..2015");
            await page.locator("#class").selectOption("collection");
            await page.locator("#n").fill("6");
            await page.locator("#seed").fill(seed);
            await page.getByRole("button", { name: "抽", exact: true }).click();
            await page.waitForURL(/seed=/);
            assert.deepEqual(await drawn(), first);
        });

        test("Given volumes added since, when the same seed is drawn, then the digest of the scope says that it changed", async () => {
            const address = "/catalogs/sample?n=6&seed=2026&class=ZJ";
            const digest = async () => (await page.locator(".digest .code").innerText()).trim();
            await page.goto(address);
            const before = await digest();
            await page.reload();
            assert.equal(await digest(), before);
            await take(house, script ? 2016 : 2017);
            await page.reload();
            assert.notEqual(await digest(), before);
            assert.match(await page.locator(".out").innerText(), /32 卷中抽出 6 卷/);
        });

        test("Given a scope with nothing in it, then the page says so and what to do", async () => {
            await page.goto("/catalogs?kind=volume_catalog&year=1999");
            const out = page.locator("#out");
            assert.match(await out.innerText(), /这个范围里没有案卷/);
            assert.match(await out.innerText(), /2009–201[67]/);
            assert.equal(await out.getByRole("button", { name: "预览", exact: true }).isDisabled(), true);
            await out.getByRole("link", { name: "看全部" }).click();
            assert.match(await page.locator("#out").innerText(), /32 行/);
        });

        if (script) {
            test("When E is pressed, then the formats open with the focus on the first, and Escape closes them", async () => {
                await page.goto("/catalogs/preview?class=ZJ");
                await page.locator("main").focus();
                await page.keyboard.press("e");
                assert.equal(await page.evaluate(() => document.activeElement.value), "xlsx");
                await page.keyboard.press("Escape");
                assert.equal(await page.locator("details.menu[open]").count(), 0);
            });
        }

        test("Nothing complained meanwhile", () => assert.deepEqual(complaints, []));
    });
}
