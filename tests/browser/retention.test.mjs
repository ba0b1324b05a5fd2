// Job 3, its first stage: what may be appraised this year, and why. Once with script, once without.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { readFileSync } from "node:fs";
import { codesAreInOrder } from "./codes.mjs";
import { openBrowser, openHouse, openPage, sheet } from "./house.mjs";

let browser;
before(async () => { browser = await openBrowser(); });
after(async () => { await browser?.close(); });

/** Takes a sheet in through the API, as a program would. */
async function take(house, name, bytes, decided) {
    const form = new FormData();
    form.append("file", new Blob([bytes]), name);
    for (const [key, value] of Object.entries({ dry_run: "false", on_error: "skip", ...decided })) form.append(key, value);
    const answer = await fetch(`${house.address}/api/v1/import`, { method: "POST", body: form });
    const said = await answer.json();
    assert.ok(answer.ok && said.written > 0, JSON.stringify(said).slice(0, 500));
}

/** Reminders of a year, kept ten years, each of 150 pages so that it fills a volume. */
const reminders = (year, count) =>
    "题名,日期,页数\n" + Array.from({ length: count }, (_, n) => `催缴通知书${n + 1},${year}-03-0${n + 1},150\n`).join("");

for (const script of [true, false]) {
    describe(script ? "with script" : "without script", () => {
        let house, page, complaints, context, actions;
        before(async () => {
            house = await openHouse();
            for (const year of [2009, 2015, 2017]) {
                await take(house, `催缴-${year}.csv`, reminders(year, 3), { year: String(year), class: "ZJ", step: "催缴材料" });
            }
            await take(house, "养老会计.csv", readFileSync(sheet("养老会计档案-2009-2016.csv")), { class: "YL", suggest: "true" });
            ({ page, complaints, context } = await openPage(browser, house.address, { script }));
        });
        after(async () => {
            await context?.close();
            await house?.close();
        });
        /** One action of a person: a click, a key, a choice. */
        const act = async (deed) => {
            actions += 1;
            await deed();
        };

        test("Given the home page, when the tile is pressed, then one action shows the list and one more says why", async () => {
            await page.goto("/");
            actions = 0;
            await act(() => page.getByRole("link", { name: /今年可鉴定/ }).click());
            await page.waitForURL(/\/retention\?year=2026#list/);
            const row = page.locator("table.due tr.volume").first();
            await row.waitFor();
            assert.equal(actions, 1, "from the tile to the list");
            assert.match(await row.innerText(), /2009-ZJ-催缴材料-1-150-F/);
            const reason = page.locator("table.due details.reason .popover p").nth(1);
            assert.equal(await reason.isVisible(), false);
            await act(() => page.locator("table.due summary").first().click());
            assert.equal(actions, 2);
            const why = (await reason.innerText()).trim();
            assert.match(why, /2009 年形成 → 2010-01-01 起算 → 保管 10 年，到 2019-12-31 止 → 2020-01-01 起可以鉴定/);
            const code = encodeURIComponent("2009-ZJ-催缴材料-1-150-F");
            const explained = await (await fetch(`${house.address}/api/v1/retention/explain?code=${code}`)).json();
            assert.ok(explained.some((one) => one.retention.why === why), "the sentence is that of explain");
        });

        test("When a number of the matrix is pressed, then the list is that class and period, and the address says so", async () => {
            await page.goto("/retention?year=2026");
            assert.equal(await page.locator("table.matrix").isVisible(), false, "folded away");
            await page.locator("#matrix summary").click();
            const cell = page.locator("table.matrix tr", { hasText: "10年" }).locator("td[data-class=collection] a");
            const count = Number((await cell.innerText()).trim());
            await cell.click();
            await page.waitForURL(/class=collection/);
            assert.match(page.url(), /period=10/);
            assert.equal(await page.locator("table.due tr.volume").count(), count);
            assert.match(await page.locator("table.due tfoot").innerText(), new RegExp(`合计\\s*${count}\\s*卷`));
        });

        test("When the list is taken home, then it is a spreadsheet named by year, class and period", async () => {
            const [download] = await Promise.all([
                page.waitForEvent("download"),
                page.getByRole("button", { name: "导出 Excel" }).click(),
            ]);
            assert.equal(download.suggestedFilename(), "到期档案清单-2026-ZJ-10年.xlsx");
            assert.equal(readFileSync(await download.path()).subarray(0, 2).toString(), "PK");
        });

        test("Given volumes of earlier years, when only the year's own are wanted, then they alone are listed and taken home", async () => {
            await page.goto("/retention?year=2026");
            const all = await page.locator("table.due").first().locator("tr.volume").count();
            await page.locator(".tabs").getByRole("link", { name: /新到期/ }).click();
            await page.waitForURL(/this_year=1/);
            const own = await page.locator("table.due").first().locator("tr.volume").count();
            assert.ok(own > 0 && own < all, `${own} of ${all}`);
            assert.doesNotMatch(await page.locator("table.due").first().innerText(), /往年/);
            const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "导出 CSV" }).click()]);
            assert.equal(readFileSync(await download.path(), "utf8").trim().split("\n").length, own + 1);
            await page.locator(".tabs").getByRole("link", { name: /往年/ }).click();
            await page.waitForURL(/earlier=1/);
            assert.equal(await page.locator("table.due").first().locator("tr.volume").count(), all - own);
            await page.locator(".tabs").getByRole("link", { name: /全部/ }).click();
            await page.waitForURL((address) => !/earlier|this_year/.test(address.href));
            assert.equal(await page.locator("table.due").first().locator("tr.volume").count(), all);
        });

        test("Given a year without any, then the page says so and leads to the next that has some", async () => {
            await page.goto("/retention?year=2018");
            const main = page.locator("main");
            assert.match(await main.innerText(), /2018 年没有到期档案/);
            await page.locator(".card").getByRole("link", { name: /2020/ }).click();
            await page.waitForURL(/year=2020/);
            assert.equal(await page.locator("table.due tr.volume").count() > 0, true);
        });

        test("Given a question, when the fact is recorded where its row leads, then it is a question no more", async () => {
            await page.goto("/retention?year=2026");
            const asked = async () => Number((await page.locator("#questions small").innerText()).trim());
            const before = await asked();
            assert.ok(before > 0);
            await page.locator("#questions ~ .scroll").getByRole("link", { name: "去补录" }).first().click();
            await page.waitForURL(/\/items\/\d+/);
            await page.getByText("记录一个决定期限的事实").click();
            await page.locator("#kind").selectOption("appraised_keep");
            await page.locator("#on").fill("2015-06-01");
            await page.getByRole("button", { name: "记录", exact: true }).click();
            await page.waitForLoadState();
            await page.goto("/retention?year=2026");
            assert.equal(await asked(), before - 1);
        });

        test("Given 1366 × 768, then twelve volumes are seen without scrolling, a row of 36 pixels each", async () => {
            await page.setViewportSize({ width: 1366, height: 768 });
            await page.goto("/retention?year=2047");
            const rows = await page.locator("table.due").first().locator("tr.volume").evaluateAll((all) => all.map((row) => {
                const { top, bottom, height } = row.getBoundingClientRect();
                return { top, bottom, height };
            }));
            assert.ok(rows.length >= 12, `${rows.length} rows`);
            assert.ok(rows.every((row) => row.height <= 37), JSON.stringify(rows.map((row) => row.height)));
            const seen = rows.filter((row) => row.top >= 0 && row.bottom <= 768).length;
            assert.ok(seen >= 12, `${seen} rows of ${rows.length} without scrolling`);
            const wide = await page.locator(".scroll").first().evaluate((one) => one.scrollWidth - one.clientWidth);
            assert.ok(wide <= 0, `${wide} pixels beyond the edge`);
            await codesAreInOrder(page);
        });

        test("The chart leaves no year out", async () => {
            await page.goto("/retention?year=2026");
            await page.locator("#ahead summary").first().click();
            const years = await page.locator("#ahead .numbers tbody th").allInnerTexts();
            const expected = Array.from({ length: 12 }, (_, n) => String(2027 + n));
            assert.deepEqual(years.map((year) => year.trim()), expected);
        });

        test("When volumes are ticked, then they are set aside, or taken home, and no others", async () => {
            await page.goto("/retention?year=2026");
            const box = page.locator("table.due").first().locator("tbody input[type=checkbox]");
            await box.nth(0).check();
            await box.nth(2).check();
            if (script) assert.equal(await page.locator("[data-chosen]").innerText(), "2");
            const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "导出所选 CSV" }).click()]);
            assert.equal(readFileSync(await download.path(), "utf8").trim().split("\n").length, 3);
            await page.getByRole("button", { name: "放入待办篮" }).click();
            await page.waitForURL(/\/retention/);
            assert.match(await page.locator(".choices").innerText(), /待办篮 2/);
            await page.request.post("/basket", { form: { clear: "1" } });
        });

        if (script) {
            test("When keys alone are used, then years are turned and a reason is opened", async () => {
                await page.goto("/retention?year=2026");
                await page.locator("main").focus();
                await page.keyboard.press("]");
                await page.waitForURL(/year=2027/);
                await page.locator("main").focus();
                await page.keyboard.press("[");
                await page.waitForURL(/year=2026/);
                // one reason at a time, beside its row, and away with Escape
                const open = page.locator("details.reason[open]");
                await page.keyboard.press("ArrowDown");
                await page.keyboard.press("w");
                assert.equal(await open.count(), 1);
                await page.locator("table.due .reason summary").nth(2).click();
                assert.equal(await open.count(), 1, "the other one is closed");
                const card = await open.locator(".popover").boundingBox();
                const row = await page.locator("table.due tr.volume").nth(2).boundingBox();
                const gap = Math.max(card.y - (row.y + row.height), row.y - (card.y + card.height));
                assert.ok(gap >= -8 && gap < 16, `${gap} pixels between the row and its reason`);
                await page.keyboard.press("Escape");
                assert.equal(await open.count(), 0);
                // a key in a field is text, not a command
                await page.locator("#year").press("]");
                assert.match(page.url(), /year=2026/);
            });
        }

        test("Nothing complained meanwhile", () => assert.deepEqual(complaints, []));
    });
}
