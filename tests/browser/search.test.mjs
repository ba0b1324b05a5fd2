// The search page: readings taken off, hits walked by the arrows, the basket, searches kept under a name,
// a person across the years. Once more without script.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { openBrowser, openHouse, openPage } from "./house.mjs";
import { fillHouse, NAMESAKE, watchAddresses, ZHANG } from "./people.mjs";

let browser;
before(async () => { browser = await openBrowser(); });
after(async () => { await browser?.close(); });

for (const script of [true, false]) {
    describe(script ? "searching, with script" : "searching, without script", () => {
        let house, page, complaints, context, addresses, ids;
        before(async () => {
            house = await openHouse();
            ids = await fillHouse(house.address);
            ({ page, complaints, context } = await openPage(browser, house.address, { script }));
            addresses = watchAddresses(page);
        });
        after(async () => {
            await context?.close();
            await house?.close();
        });

        const main = () => page.locator("main").innerText();
        /** Ticks a box beside the hits, or takes it off; without script the button sends it. */
        const tick = async (label) => {
            const box = page.locator(".facets li", { hasText: label }).first().locator("input");
            await box.click();
            if (!script) await page.locator(".facets button").click();
        };
        const ask = async (words) => {
            await page.goto("/search");
            await page.locator("#find").fill(words);
            await page.locator("#find").press("Enter");
            await page.waitForURL(/\/search\?/);
        };

        test("Given an ID number typed into the box of any page, when it is asked, then the address holds a token and the page a masked number", async () => {
            await page.goto("/volumes");
            await page.locator("#find").fill(ZHANG);
            await page.locator("#find").press("Enter");
            await page.waitForURL(/\/search\?s=[0-9a-f]{24}$/);
            const text = await main();
            assert.match(text, /身份证号 990000\*{8}1235/);
            assert.match(text, /人员\s*1 · 2 件 · 1–1 · \d+\.\d\d 秒/);
            assert.match(text, /表内第\s*7\s*行/);
            assert.doesNotMatch(await page.title(), /990000/);
            // what is ticked stays readable beside the token
            await tick("2009");
            await page.waitForURL(/s=[0-9a-f]{24}&year=2009/);
        });

        test("Given a year, when its reading is taken off, then it is plain text; when that is taken off too, everything is found", async () => {
            await ask("2009 核定表材料");
            await ask("2009");
            assert.match(await main(), /年度 2009/);
            assert.match(await main(), /3 件/);
            await page.locator(".chip a").first().click();
            await page.waitForURL(/plain=0/);
            assert.match(await main(), /文字 2009/);
            // no record says 2009, the volumes' titles do
            assert.match(await main(), /\d+ 卷/);
            assert.doesNotMatch(await main(), /\d 件，/);
            await page.locator(".chip a").first().click();
            await page.waitForURL(/off=0/);
            assert.match(await main(), /3 件/);
        });

        test("When two of one name are found, then they are two groups with a warning, and each has a page across the years", async () => {
            await ask("张小梅");
            const text = await main();
            assert.match(text, /人员\s*2/);
            assert.match(text, /同名\s*2/);
            assert.match(text, /请核对证件后 4 位/);
            await page.locator(".person .who a").first().click();
            await page.waitForURL(/\/people\/\d+\/\d+/);
            const person = await main();
            assert.match(person, /2009-03-05[\s\S]*2009-02-03/);
            assert.match(person, /同名或同音的人[\s\S]*990000\*{8}1213/);
            assert.doesNotMatch(person, new RegExp(`${ZHANG}|${NAMESAKE}`));
        });

        test("Given a question about a person, when it is saved, then the first page counts it and its address holds a number only", async () => {
            await ask("zxm");
            await page.locator("summary", { hasText: "存为常用查询" }).click();
            await page.locator("#search-name").fill("张家的");
            await page.getByRole("button", { name: "存下来" }).click();
            await page.waitForURL(/said=search_saved/);
            const line = page.locator("#saved li").first();
            assert.match(await line.innerText(), /张家的\s*2 件/);
            assert.match(await line.locator("a").getAttribute("href"), /^\/search\?saved=1$/);
            await line.locator("a").click();
            await page.waitForURL(/saved=1/);
            assert.match(await main(), /2 件/);
        });

        test("When hits are walked, then the one stood on is shown beside them in short; without script by its link", async () => {
            await ask("2009");
            const card = page.locator("#card");
            if (script) {
                assert.equal(await card.isVisible(), false, "it takes no room until it is asked for");
                await page.locator("main").focus();
                await page.keyboard.press("ArrowDown");
                await page.keyboard.press("v");
                const first = await page.evaluate(() => document.activeElement.textContent);
                await card.locator("h2", { hasText: first }).waitFor();
                await page.keyboard.press("ArrowDown");
                const second = await page.evaluate(() => document.activeElement.textContent);
                assert.notEqual(second, first);
                await card.locator("h2", { hasText: second }).waitFor();
                assert.equal(await page.locator(".hits tr.shown").count(), 1);
                assert.equal(await page.evaluate(() => document.activeElement.textContent), second, "the pane takes no focus");
            } else {
                await page.locator(".hits a.look").first().click();
                await page.waitForURL(/look=\d+#card$/);
            }
            const text = await card.innerText();
            assert.match(text, /保管期限[\s\S]*年形成/);
            assert.doesNotMatch(text, new RegExp(`${ZHANG}|${NAMESAKE}`));
            assert.match(await card.locator("h2 a").getAttribute("href"), /^\/items\/\d+$/);
        });

        test("Given volumes among the hits, when only they are chosen, then no record is left; their list is sorted by a head", async () => {
            await ask("2009");
            assert.match(await main(), /3 件，1 卷/);
            await tick("案卷");
            await page.waitForURL(/kind=volume/);
            assert.equal(await page.locator(".hits [data-item]").count(), 0);
            const volume = page.locator(".hits [data-volume] .head a");
            assert.match(await volume.getAttribute("href"), /^\/volumes\/\d+$/);
            await page.goto("/volumes");
            await page.locator("th a", { hasText: /^页/ }).click();
            await page.waitForURL(/sort=pages/);
            const head = page.locator("th[aria-sort]");
            assert.equal(await head.getAttribute("aria-sort"), "ascending");
            await head.locator("a").click();
            await page.waitForURL(/sort=-pages/);
            assert.equal(await head.getAttribute("aria-sort"), "descending");
            await page.locator("#volume-words").fill("第1卷");
            await page.locator("#volume-words").press("Enter");
            await page.waitForURL(/sort=-pages/);
            assert.equal(await page.locator("tbody tr[data-row]").count(), 1);
        });

        test("When the hits are exported, then the file names the records and no number", async () => {
            await ask("zxm");
            await page.locator("summary", { hasText: "导出查到的件" }).click();
            const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "CSV (UTF-8)" }).click()]);
            const stream = await download.createReadStream();
            let text = "";
            for await (const part of stream) text += part;
            assert.match(text, /缴费基数申报核定表/);
            assert.doesNotMatch(text, new RegExp(ZHANG));
        });

        test("When a record's persons are listed, then their numbers are masked, and one is shown on request", async () => {
            await page.goto(`/items/${ids.form}`);
            assert.doesNotMatch(await main(), new RegExp(`${ZHANG}|${NAMESAKE}`));
            if (script) await page.locator("h2 [name=reason]").selectOption("same_person");
            await page.locator("#p7 button").click();
            if (!script) {
                // without script the reason is asked for on a page of its own
                assert.doesNotMatch(await main(), new RegExp(ZHANG));
                await page.locator("main [name=reason]").selectOption("same_person");
                await page.getByRole("button", { name: "显示" }).click();
            }
            if (script) await page.waitForFunction((number) => document.querySelector("main").innerText.includes(number), ZHANG);
            const text = await main();
            assert.match(text, new RegExp(ZHANG));
            assert.doesNotMatch(text, new RegExp(NAMESAKE));
        });

        if (script) {
            test("Given hits, when the arrows walk them, then Space puts one into the basket and Enter opens it", async () => {
                await page.goto("/search?q=2009&kind=item");
                await page.evaluate(() => document.activeElement.blur());
                await page.keyboard.press("ArrowDown");
                await page.keyboard.press("ArrowDown");
                const second = await page.evaluate(() => document.activeElement.closest("[data-item]").getAttribute("data-item"));
                assert.equal(second, await page.locator("[data-item]").nth(1).getAttribute("data-item"));
                await page.keyboard.press("Space");
                await page.locator("[data-item]").nth(1).locator(".pin[aria-pressed=true]").waitFor();
                await page.keyboard.press("ArrowUp");
                await page.keyboard.press("ArrowDown");
                await page.keyboard.press("Enter");
                await page.waitForURL(new RegExp(`/items/${second}`));
                await page.goto("/basket");
                assert.match(await main(), /缴|退费|补缴/);
            });
        }

        test("No address of all this held a person's name or number, and nothing complained", () => {
            addresses.check();
            assert.deepEqual(complaints.filter((said) => script || !/422/.test(said)), []);
        });
    });
}
