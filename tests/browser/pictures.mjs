// The pictures of docs/pictures: each main page light (PNG, for the README), dark and in 特大 (JPEG); and in room/ the
// pages worked on all day as they stand on the office's screens, 1366×768 and 1920×1080.
//
//   node tests/browser/pictures.mjs ADDRESS FOLDER        (scripts/pictures calls it)

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openBrowser, sheet } from "./house.mjs";

const [address, folder] = process.argv.slice(2);

const pages = [
    ["home", async (page) => page.goto("/")],
    ["search", async (page) => page.goto("/search?q=zxm")],
    ["counter", async (page) => {
        await page.goto("/counter");
        await page.locator("main input[type=search], main input[type=text]").first().fill("zxm");
        await page.keyboard.press("Enter");
        await page.waitForSelector(".person");
    }],
    ["import", async (page) => {
        await page.goto("/import");
        await page.setInputFiles("input[type=file]", sheet("征缴科-2009-缴费核定.xlsx"));
        await Promise.all([page.waitForNavigation(), page.locator("form:has(input[type=file]) button[type=submit]").first().click()]);
    }],
    ["volumes", async (page) => page.goto("/volumes?year=2012")],
    ["volume", async (page) => {
        await page.goto("/volumes?state=open&sort=-items");
        await page.locator("main table a[href^='/volumes/']").first().click();
        await page.waitForLoadState("networkidle");
    }],
    ["item", async (page) => {
        await page.goto("/search?q=zxm");
        const item = await page.locator("main a[href^='/items/']").first().getAttribute("href");
        await page.goto(item.replace(/#.*/, ""));
    }],
    ["retention", async (page) => page.goto("/retention?year=2035")],
    ["catalogs", async (page) => page.goto("/catalogs?kind=volume_catalog&class=ZJ&year=2009..2015")],
    ["schemes", async (page) => page.goto("/schemes/wuhu-2009")],
];
/** Chosen, with their first pages beside. */
const chosen = [
    ["labels", async (page) => {
        await page.goto("/labels?year=2009&class=ZJ&form=volume_label%401");
        await page.waitForLoadState("networkidle");
    }],
    ["transfer", async (page) => {
        await page.goto("/transfer?year=2009&class=ZJ&receiver=市档案馆");
        await page.waitForLoadState("networkidle");
    }],
];
const looks = [
    ["", { theme: "light", size: "s" }, { type: "png" }],
    ["dark", { theme: "dark", size: "s" }, { type: "jpeg", quality: 80 }],
    ["large", { theme: "light", size: "xl" }, { type: "jpeg", quality: 80 }],
];

const browser = await openBrowser();
for (const [look, choices, kind] of looks) {
    const into = join(folder, look);
    mkdirSync(into, { recursive: true });
    const context = await browser.newContext({ baseURL: address, locale: "zh-CN", viewport: { width: 1280, height: 960 } });
    const cookies = Object.entries(choices).map(([name, value]) => ({ name, value, url: address }));
    await context.addCookies(cookies);
    for (const [name, open] of pages) {
        const page = await context.newPage();
        await open(page);
        await page.waitForTimeout(300);
        await page.screenshot({ path: join(into, `${name}.${kind.type === "png" ? "png" : "jpg"}`), ...kind });
        await page.close();
    }
    await context.close();
}

const DAILY = ["volume", "search", "counter", "import", "schemes"];
const screens = [
    ["1366", { width: 1366, height: 768 }, { theme: "light", size: "s" }],
    ["1920", { width: 1920, height: 1080 }, { theme: "light", size: "s" }],
    ["large", { width: 1366, height: 768 }, { theme: "light", size: "xl" }],
    ["dark", { width: 1366, height: 768 }, { theme: "dark", size: "s" }],
];
const room = join(folder, "room");
mkdirSync(room, { recursive: true });
for (const [screen, viewport, choices] of screens) {
    const context = await browser.newContext({ baseURL: address, locale: "zh-CN", viewport });
    await context.addCookies(Object.entries(choices).map(([name, value]) => ({ name, value, url: address })));
    for (const [name, open] of [...pages.filter(([name]) => DAILY.includes(name)), ...chosen]) {
        const page = await context.newPage();
        await open(page);
        await page.waitForTimeout(300);
        await page.screenshot({ path: join(room, `${name}-${screen}.jpg`), type: "jpeg", quality: 65 });
        await page.close();
    }
    await context.close();
}
await browser.close();
