// A draft of a scheme is looked at, proposed and applied by forms alone, with script and without, at 1366 × 768.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openBrowser, openHouse, openPage, sheet } from "./house.mjs";

let browser;
before(async () => { browser = await openBrowser(); });
after(async () => { await browser?.close(); });

/** The scheme as a new edition that keeps 催缴材料 for thirty years. */
function draft() {
    const text = readFileSync(join(sheet(""), "../../../schemes/wuhu-2009.toml"), "utf8").replace('id = "wuhu-2009"', 'id = "wuhu-2030"');
    const at = text.indexOf('id = "dunning"');
    return text.slice(0, at) + text.slice(at).replace("period = 10\n", "period = 30\n");
}

const reminders = "题名,日期,页数\n" + [1, 2, 3].map((n) => `催缴通知书${n},2009-03-0${n},150\n`).join("");

for (const script of [true, false]) {
    describe(script ? "with script" : "without script", () => {
        let house, page, complaints, context;
        before(async () => {
            house = await openHouse();
            const form = new FormData();
            form.append("file", new Blob([reminders]), "催缴.csv");
            const wanted = { dry_run: "false", on_error: "skip", year: "2009", class: "ZJ", step: "催缴材料" };
            for (const [key, value] of Object.entries(wanted)) form.append(key, value);
            const answer = await fetch(`${house.address}/api/v1/import`, { method: "POST", body: form });
            assert.ok(answer.ok);
            ({ page, complaints, context } = await openPage(browser, house.address, { script }));
            await page.setViewportSize({ width: 1366, height: 768 });
        });
        after(async () => {
            await context?.close();
            await house?.close();
        });
        const isNoWider = async () => {
            const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
            assert.ok(wide <= 0, `${wide} pixels too wide`);
        };

        test("Given a draft, when it is proposed and applied, then the dates are those that were foreseen", async () => {
            await page.goto("/retention/what-if");
            await page.locator("#file").setInputFiles({ name: "草案.toml", mimeType: "text/plain", buffer: Buffer.from(draft()) });
            await page.getByRole("button", { name: "推算" }).click();
            await page.locator("#groups").waitFor();
            assert.match(await page.locator("#moves tr[data-move=later]").innerText(), /3/);
            const propose = page.getByRole("button", { name: "提出", exact: true });
            const box = await propose.boundingBox();
            assert.ok(box.y + box.height <= 768, "it is seen without scrolling");
            await isNoWider();
            await page.locator("#reason").fill("皖人社〔2026〕8号");
            await page.locator("#from").fill("2027-01-01");
            await propose.click();
            await page.waitForURL(/\/retention\/changes\/2026-001/);
            await isNoWider();
            assert.match(await page.locator("main").innerText(), /待执行[\s\S]*皖人社〔2026〕8号/);
            const [download] = await Promise.all([
                page.waitForEvent("download"),
                page.getByRole("button", { name: "变化清单（PDF）" }).click(),
            ]);
            assert.equal(readFileSync(await download.path()).subarray(0, 4).toString(), "%PDF");
            await page.getByRole("button", { name: "执行", exact: true }).click();
            await page.waitForURL(/said=change_applied/);
            assert.match(await page.locator("main").innerText(), /已执行/);
            const report = await (await fetch(`${house.address}/api/v1/retention/report?due=2040`)).json();
            assert.deepEqual(report.matrix.map((row) => [row.due_year, row.volumes, row.changed]), [[2040, 3, 3]]);
            await page.goto("/retention/changes");
            await isNoWider();
            assert.equal(await page.locator("#changes tbody tr").count(), 1);
            assert.deepEqual(complaints, []);
        });
    });
}
