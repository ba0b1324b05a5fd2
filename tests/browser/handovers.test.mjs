// A department types its papers; the archive scans them, returns one, and takes the sheet in, on a screen of 1366×768.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { enter, openBrowser, openHouse, openPage, openPageAs } from "./house.mjs";
import { burst } from "./people.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const VIEW = { width: 1366, height: 768 };
let browser, house, page, clerk, context, complaints;

before(async () => {
    browser = await openBrowser();
    house = await openHouse();
    const post = (path, form) => fetch(house.address + path, { method: "POST", body: new URLSearchParams(form) }).then((answer) => answer.text());
    const made = await post("/accounts", { login: "wangfang", name: "王芳", section: "征缴科", duty: "", system_user: "", until: "" });
    const secret = /<code class="code">([^<]+)<\/code>/.exec(made)[1];
    await post("/accounts/wangfang/posts", { post: "clerk", fonds: "", until: "" });
    const session = await enter(house.address, "wangfang", secret);
    clerk = await openPageAs(browser, house.address, session, { viewport: VIEW });
    ({ page, context, complaints } = await openPage(browser, house.address));
    page.setDefaultTimeout(8000);
    clerk.setDefaultTimeout(8000);
    await page.setViewportSize(VIEW);
});
after(async () => {
    await context?.close();
    await browser?.close();
    await house?.close();
});

/** Whole in the window, without scrolling. */
async function seen(on, selector) {
    const box = await on.locator(selector).first().boundingBox();
    assert.ok(box && box.y >= 0 && box.y + box.height <= VIEW.height && box.x >= 0 && box.x + box.width <= VIEW.width, `${selector}: ${JSON.stringify(box)}`);
}

/** What every page keeps to: small, nothing wider than the window, nothing axe finds; a picture where one is asked for. */
async function sound(on, name) {
    const bytes = new globalThis.TextEncoder().encode(await (await on.request.get(on.url())).text()).length;
    assert.ok(bytes <= 60 * 1024, `${name}: ${bytes} bytes`);
    const wide = await on.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${name} is ${wide} pixels too wide`);
    if (process.env.PICTURES) await on.screenshot({ path: join(process.env.PICTURES, `${name}.png`) });
    await on.evaluate(axe);
    const { violations } = await on.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    assert.deepEqual(violations.map((one) => `${name}: ${one.id}: ${one.nodes.slice(0, 2).map((node) => node.html.slice(0, 140)).join(" | ")}`), []);
}

test("Given a clerk, when three papers are typed, then a hand-over waits with her department on it", async () => {
    await clerk.goto("/handovers/new");
    await sound(clerk, "handover-new");
    assert.equal(await clerk.inputValue("#department"), "征缴科");
    await clerk.fill("#cut_off", "2026-11-20");
    const rows = [["20090203-0117", "缴费基数申报核定表", "镜湖纺织厂", "6"], ["20090203-0118", "人员增减变动表", "镜湖纺织厂", "2"], ["20090203-0119", "退费申请核定表", "弋江商贸", "4"]];
    for (const [at, [acceptance, title, unit, pages]] of rows.entries()) {
        await clerk.fill(`#acceptance-${at + 1}`, acceptance);
        await clerk.fill(`#title-${at + 1}`, title);
        await clerk.fill(`#unit-${at + 1}`, unit);
        await clerk.fill(`#pages-${at + 1}`, pages);
    }
    await Promise.all([clerk.waitForNavigation(), clerk.locator("button[data-next]").click()]);
    assert.match(clerk.url(), /\/handovers\/1\?said=handover_made$/);
    assert.equal(await clerk.locator("#called").count(), 0, "she accepts nothing herself");
});

test("Given papers that wait, when they are scanned, then each burst accepts one and the hand stays in the field", async () => {
    await page.goto("/handovers");
    await sound(page, "handovers");
    await Promise.all([page.waitForNavigation(), page.click("td a")]);
    await seen(page, "#called");
    await seen(page, "table.batch tbody tr:nth-child(3)");
    for (const acceptance of ["20090203-0117", "20090203-0119"]) {
        await page.waitForFunction(() => document.activeElement.id === "called");
        await Promise.all([page.waitForNavigation(), burst(page, acceptance)]);
        assert.ok((await page.textContent("p.said")).includes(acceptance));
    }
    await Promise.all([page.waitForNavigation(), burst(page, "20090203-0117")]);
    assert.ok((await page.textContent(".strip[role=alert]")).includes("不能再改"));
    assert.equal(await page.inputValue("#called"), "", "the next burst comes into an empty field");
    await page.waitForFunction(() => document.activeElement.id === "called");
    await sound(page, "handover-refused");
});

test("Given one paper left, when it is returned with a reason by keyboard, then the sheet can be taken in", async () => {
    await page.goto("/handovers/1");
    await page.waitForFunction(() => document.activeElement.id === "called");
    await page.keyboard.type("2");
    await page.fill("#scan-reason", "缺身份证复印件");
    await page.focus("#scan-reason + button");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    assert.equal(await page.locator("#called").count(), 0);
    await sound(page, "handover-accepted");
    await Promise.all([page.waitForNavigation(), page.click("a.main-act")]);
    await page.fill("#pasted", "题名\t页数\t年度\n缴费基数申报核定表\t6\t2009");
    await Promise.all([page.waitForNavigation(), page.locator("form:has(#pasted) button").click()]);
    assert.match(page.url(), /handover=J261121-01/);
    assert.deepEqual(complaints.filter((one) => !one.includes("422")), []);
});
