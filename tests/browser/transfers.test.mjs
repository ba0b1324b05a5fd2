// A transfer from what is due to the receiver's receipt, by keyboard and scanner, on a screen of 1366×768.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { openBrowser, openHouse, openPage } from "./house.mjs";
import { closeVolumes } from "./office.mjs";
import { burst } from "./people.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const VIEW = { width: 1366, height: 768 };
const VOLUMES = 12;
let browser, house, page, context, complaints, number, place;

before(async () => {
    browser = await openBrowser();
    house = await openHouse();
    await closeVolumes(house.address, VOLUMES, "社会保险费征缴核定材料");
    ({ page, context, complaints } = await openPage(browser, house.address));
    page.setDefaultTimeout(8000);
    await page.setViewportSize(VIEW);
});
after(async () => {
    await context?.close();
    await browser?.close();
    await house?.close();
});

/** Whole in the window, without scrolling. */
async function seen(locator, what) {
    const box = await locator.boundingBox();
    assert.ok(box && box.y >= 0 && box.y + box.height <= VIEW.height && box.x >= 0 && box.x + box.width <= VIEW.width, `${what}: ${JSON.stringify(box)}`);
}

/** What every page keeps to: small, nothing wider than the window, nothing axe finds; a picture where one is asked for. */
async function sound(name) {
    const bytes = new globalThis.TextEncoder().encode(await (await page.request.get(page.url())).text()).length;
    assert.ok(bytes <= 60 * 1024, `${name}: ${bytes} bytes`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${name} is ${wide} pixels too wide`);
    if (process.env.PICTURES) await page.screenshot({ path: join(process.env.PICTURES, `${name}.png`) });
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    assert.deepEqual(violations.map((one) => `${name}: ${one.id}: ${one.nodes.slice(0, 2).map((node) => node.html.slice(0, 140)).join(" | ")}`), []);
}

const next = () => Promise.all([page.waitForNavigation(), page.keyboard.press("Control+Enter")]);
/** The hand is in the scanner's field by itself, then the burst comes. */
async function scan(text) {
    await page.waitForFunction(() => document.activeElement.id === "called");
    await Promise.all([page.waitForNavigation(), burst(page, text)]);
}
const view = async () => (await page.request.get(`/api/v1/transfers/${number}`)).json();

test("Given volumes ten years old, when what is due is taken, then a transfer is opened with the reason of each", async () => {
    await page.goto("/transfers");
    await sound("transfers-empty");
    await Promise.all([page.waitForNavigation(), page.click("a.main-act")]);
    assert.match(await page.locator("main").innerText(), /第二十条/);
    await sound("transfer-new");
    await page.locator("#receiver").fill("芜湖市档案馆");
    await next();
    number = new URL(page.url()).pathname.split("/").pop();
    place = `/transfers/${number}`;
    assert.match(number, /^Y\d{4}-001$/);
    await sound("transfer-draft");
});

test("Given no opinion on opening, when the list is examined, then it says so, and with it the examination passes", async () => {
    await next();
    assert.match(await page.locator("#errors").innerText(), /没有开放意见/);
    await page.locator("form:has(#of-group) button").click();
    await page.waitForURL(/said=transfer_step/);
    await next();
    assert.equal((await view()).stage, "examined");
    await sound("transfer-examined");
});

test("Given the packing screen, when volumes are scanned, then each goes into the open carton, and a foreign or second scan is loudly refused", async () => {
    await next();
    assert.match(page.url(), /\/packing$/);
    assert.equal(await page.evaluate(() => document.activeElement.id), "called");
    assert.equal(await page.locator(".site").evaluate((site) => getComputedStyle(site).fontSize), "24px");
    for (const what of ["#carton", "#called", "#packed", "#carton-now"]) await seen(page.locator(what), what);
    await scan("200000047110");
    await seen(page.locator("[role=alert]"), "the refusal");
    assert.match(await page.locator("[role=alert]").innerText(), /放回原处/);
    const { lines } = await view();
    for (const [at, line] of lines.entries()) {
        if (at === 8) {
            await Promise.all([page.waitForNavigation(), page.click("text=下一箱")]);
            assert.equal(await page.locator("#carton-now").innerText(), "2");
        }
        await scan(line.barcode);
        assert.equal(await page.locator("#packed").innerText(), String(at + 1));
        assert.match(await page.locator(".strip.good").innerText(), new RegExp(line.code.slice(-6).replace(/[()]/g, ".")));
        if (at === 4) {
            await scan(lines[0].barcode);
            assert.match(await page.locator("[role=alert]").innerText(), /已在第 1 箱/);
            await sound("transfer-packing");
        }
    }
    const { cartons } = await view();
    assert.deepEqual(cartons.map((carton) => carton.volumes), [8, 4]);
    await seen(page.locator("a[data-next]"), "the way on");
});

test("Given everything is packed, when the package is made, then it is a file and seals the transfer; three parties hand it over", async () => {
    await next();
    page.setDefaultTimeout(120_000);
    const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Control+Enter")]);
    assert.match(download.suggestedFilename(), /移交材料包.*\.zip$/);
    page.setDefaultTimeout(8000);
    await page.goto(place);
    assert.equal((await view()).stage, "packed");
    for (const [id, text] of [["given-by", "经办人甲"], ["taken-by", "馆员子"], ["witness-unit", "芜湖市档案局"], ["witness", "馆员子"]]) await page.locator(`#${id}`).fill(text);
    await next();
    assert.match(await page.locator("#errors").innerText(), /不能是同一人/);
    await page.locator("#witness").fill("监交丑");
    await sound("transfer-hand-over");
    await next();
    assert.equal((await view()).stage, "handed_over");
});

test("Given the receiver's file, when it was changed it is refused whole; as it was it is read, and the end says where the volumes are", async () => {
    const { lines, manifest } = await view();
    const rows = lines.map((line, at) => `${at + 1},${line.code},${at === 2 ? "退回,缺页" : "接收,"},${number},${manifest}`);
    const csv = `\ufeff序号,档号,结果,原因,移交批次,移交包摘要\n${rows.join("\n")}\n`;
    const send = async (text) => {
        await page.locator("#file").setInputFiles({ name: "回执.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
        await next();
    };
    await send(csv.replace(`\n${rows[5]}`, ""));
    assert.match(await page.locator("#errors").innerText(), /回执缺 1 卷/);
    await sound("transfer-receipt-refused");
    await send(csv);
    assert.match(page.url(), /said=transfer_receipt/);
    const { sum } = await view();
    assert.deepEqual([sum.accepted, sum.returned], [VOLUMES - 1, 1]);
    await page.locator("#copies-until").fill("2036-12-31");
    await sound("transfer-finish");
    await next();
    assert.equal((await view()).stage, "done");
    await sound("transfer-done");
    await page.goto(`/volumes/${lines[0].volume_id}`);
    const head = await page.locator("main").innerText();
    assert.match(head, /已移交/);
    assert.match(head, new RegExp(`${number} · 芜湖市档案馆`));
    await page.goto("/transfers?show=ended");
    await sound("transfers");
    assert.deepEqual(complaints.filter((one) => !/422/.test(one)), []);
});
