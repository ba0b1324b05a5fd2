// Everybody's screens: axe-core over every main page, light and dark, standard and 特大, Chinese and
// English; the keyboard alone; what paper shows.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { openBrowser, openHouse, openPage, sheet } from "./house.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let browser, house, pages;

/** An archive with something on every page. */
async function furnish(address) {
    const send = async (path, body) => {
        const kind = body instanceof FormData ? {} : { headers: { "Content-Type": "application/json" } };
        const answer = await fetch(address + path, { method: "POST", body: body instanceof FormData ? body : JSON.stringify(body), ...kind });
        assert.ok(answer.ok, `${path}: ${await answer.clone().text()}`);
        return answer.json();
    };
    const form = new FormData();
    for (const [key, value] of Object.entries({ dry_run: "false", on_error: "skip", year: "2009", step: "二(一)" })) form.set(key, value);
    form.set("file", new Blob([readFileSync(sheet("征缴科-2009-缴费核定.xlsx"))]), "征缴科-2009-缴费核定.xlsx");
    await send("/api/v1/import", form);
    const { rows } = await (await fetch(`${address}/api/v1/volumes`)).json();
    const [first, second] = rows.map((row) => row.id);
    await send(`/api/v1/volumes/${first}/closing`, { checked_by: "李" });
    const { items } = await (await fetch(`${address}/api/v1/volumes/${second}`)).json();
    await send(`/api/v1/items/${items[0].id}/removal`, null);
    await send("/api/v1/basket/additions", { items: [items[1].id], volumes: [first] });
    const { job } = await send("/api/v1/transfer", { volumes: [first], receiver: "市档案馆" });
    const upload = new FormData();
    upload.set("file", new Blob([readFileSync(sheet("征缴科-2009-缴费核定.xlsx"))]), "再来一次.xlsx");
    const kept = await fetch(`${address}/import`, { method: "POST", body: upload, redirect: "manual" });
    const dry = kept.headers.get("location");
    return [
        "/", "/counter", "/search", "/search?q=jshd", "/search?q=%E6%B2%A1%E6%9C%89%E7%9A%84", "/import", dry, "/batches", "/batches/1",
        "/volumes", "/volumes?year=1999", "/volumes/check", `/volumes/${first}`, `/volumes/${second}`, "/items", "/items/taken-out",
        `/items/${items[1].id}`, `/items/${items[1].id}/correction`, "/retention", "/retention?year=2110", "/disposals", "/disposals/new?from=due&year=2110", "/catalogs", "/catalogs/preview",
        "/transfer", `/transfer?volumes=${first}`, `/labels?volumes=${first}`, "/labels", "/notices", "/schemes", "/schemes/wuhu-2009", "/jobs", `/jobs/${job}`, "/basket", "/events", "/events?seq=2", "/help", "/help/lists", "/help?q=%E6%92%A4%E9%94%80", "/help/keys", "/items/amending", "/items?q=%E6%A0%B8%E5%AE%9A&sort=-pages",
        "/api/docs", "/nowhere",
    ];
}

before(async () => {
    browser = await openBrowser();
    house = await openHouse();
    pages = await furnish(house.address);
});
after(async () => {
    await browser?.close();
    await house?.close();
});

/** What axe finds serious or critical, a line each. */
async function faults(page, path) {
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    return violations
        .filter((one) => ["serious", "critical"].includes(one.impact))
        .map((one) => `${path}: ${one.id} (${one.impact}): ${one.nodes.slice(0, 3).map((node) => node.target.join(" ") + " " + (node.any[0]?.message ?? "")).join(" | ")}`);
}

const looks = [
    { theme: "light", size: "s", lang: "zh" }, { theme: "dark", size: "xl", lang: "zh" },
    { theme: "light", size: "xl", lang: "en" }, { theme: "dark", size: "s", lang: "en" },
];
for (const look of looks) {
    test(`Given ${look.theme}, size ${look.size}, ${look.lang}: axe finds nothing serious on any main page`, async () => {
        const { page, context } = await openPage(browser, house.address);
        await page.goto(`/help?${new URLSearchParams(look)}`);
        const found = [];
        for (const path of pages) {
            await page.goto(path);
            found.push(...await faults(page, path));
        }
        await page.goto("/volumes");
        await page.keyboard.press("?");
        found.push(...await faults(page, "the sheet of keys"));
        await page.keyboard.press("Escape");
        await page.keyboard.press("Control+k");
        await page.locator("#ways [role=option]").first().waitFor();
        found.push(...await faults(page, "the palette"));
        await page.keyboard.press("Escape");
        await page.goto(pages.find((path) => path.endsWith("/correction")));
        await page.locator("#title").fill("");
        await page.locator("#date").fill("x");
        await page.locator("form[data-keep] [type=submit]").first().click();
        found.push(...await faults(page, "a refused form"));
        await context.close();
        assert.deepEqual(found, []);
    });
}

/** Whatever axe finds within this part of the page, of any weight, a line each. */
async function faultsWithin(page, selector, what) {
    await page.evaluate(axe);
    const violations = await page.evaluate(async (within) => (await window.axe.run(within, { resultTypes: ["violations"] })).violations, selector);
    return violations.map((one) => `${what}: ${one.id} (${one.impact}): ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(" | ")}`);
}

/** Palettes, dialogs, menus and popovers: how each is opened, and where it stands. */
const overPages = [
    ["the sheet of keys", "dialog[open]", async (page) => { await page.goto("/volumes"); await page.keyboard.press("?"); }],
    ["the palette", "dialog[open]", async (page) => {
        await page.goto("/volumes");
        await page.keyboard.press("Control+k");
        await page.locator("#ways [role=option]").first().waitFor();
        await page.keyboard.type("aj");
        await page.locator("#ways [role=option]").first().waitFor();
    }],
    ["the menu of the display", ".display[open]", async (page) => { await page.goto("/help"); await page.locator(".display > summary").click(); }],
    ["columns of a list", ".list-tools", async (page) => { await page.goto("/volumes"); await page.locator(".list-tools summary").first().click(); }],
    ["closing a volume", "dialog[open]", async (page) => {
        await page.goto(pages.filter((path) => /^\/volumes\/\d+$/.test(path))[1]);
        await page.locator("#close-volume").click();
        await page.locator("dialog[open]").waitFor();
    }],
    ["why a volume is due", "details.reason[open]", async (page) => {
        await page.goto("/retention?year=2110");
        await page.locator("details.reason > summary").first().click();
    }],
];
const strains = [
    ["dark", { theme: "dark", size: "s", lang: "zh" }, {}], ["特大", { theme: "light", size: "xl", lang: "zh" }, {}],
    ["dark and 特大, English", { theme: "dark", size: "xl", lang: "en" }, {}],
    ["colours forced for contrast", { theme: "light", size: "l", lang: "zh" }, { forcedColors: "active", contrast: "more" }],
];
for (const [name, look, media] of strains) {
    test(`Given ${name}: axe finds nothing of any weight in palettes, dialogs, menus and popovers, and each is whole in the window`, async () => {
        const { page, context } = await openPage(browser, house.address);
        await page.setViewportSize({ width: 1366, height: 768 });
        await page.emulateMedia(media);
        await page.goto(`/help?${new URLSearchParams(look)}`);
        const found = [];
        for (const [what, selector, opened] of overPages) {
            await opened(page);
            const node = page.locator(selector).first();
            assert.ok(await node.isVisible(), what);
            found.push(...await faultsWithin(page, selector, what));
            if (selector === "dialog[open]") {
                const { x, y, width, height } = await node.boundingBox();
                assert.ok(x >= 0 && y >= 0 && x + width <= 1366 && y + height <= 768, `${what}: ${x} ${y} ${width}×${height}`);
            }
        }
        await context.close();
        assert.deepEqual(found, []);
    });
}

test("The check itself sees a button without a name and a text too pale", async () => {
    const { page, context } = await openPage(browser, house.address);
    await page.goto("/help");
    await page.evaluate(() => {
        const button = document.createElement("button"), pale = document.createElement("p");
        pale.textContent = "看不清";
        pale.style.color = "#dddddd";
        document.getElementById("main").append(button, pale);
    });
    const found = (await faults(page, "spoilt")).join(" ");
    assert.match(found, /button-name/);
    assert.match(found, /color-contrast/);
    await context.close();
});

describe("Given the keyboard alone", () => {
    let page, context;
    before(async () => { ({ page, context } = await openPage(browser, house.address)); });
    after(async () => { await context?.close(); });

    test("When Tab is pressed on a fresh page, then the first stop skips to the content", async () => {
        await page.goto("/volumes");
        await page.keyboard.press("Tab");
        assert.match(await page.evaluate(() => document.activeElement.textContent), /跳到正文/);
        await page.keyboard.press("Enter");
        assert.equal(await page.evaluate(() => document.activeElement.id), "main");
    });

    test("When pages are walked through, then every stop is seen, has a name, and none is a trap", async () => {
        for (const path of ["/", "/volumes", "/catalogs", pages.find((one) => /items\/\d+$/.test(one)), "/import", "/basket"]) {
            await page.goto(path);
            const seen = new Set();
            for (let stops = 0; stops < 400; stops++) {
                await page.keyboard.press("Tab");
                const stop = await page.evaluate(() => {
                    const node = document.activeElement;
                    if (!node || node === document.body) return null;
                    const style = getComputedStyle(node), box = node.getBoundingClientRect();
                    const label = node.labels && node.labels[0];
                    const name = (node.getAttribute("aria-label") || (label && label.textContent) || node.textContent || node.title || "").trim();
                    node.dataset.stop = node.dataset.stop || String(document.querySelectorAll("[data-stop]").length + 1);
                    return { key: node.dataset.stop, what: node.outerHTML.slice(0, 120), ring: parseFloat(style.outlineWidth), width: box.width, name };
                });
                if (!stop) break;
                if (seen.has(stop.key)) break;
                seen.add(stop.key);
                assert.ok(stop.ring >= 2, `${path}: no ring around ${stop.what}`);
                assert.ok(stop.width > 0, `${path}: not to be seen: ${stop.what}`);
                assert.ok(stop.name || /<(input|select|textarea|tr)/.test(stop.what), `${path}: no name: ${stop.what}`);
                assert.ok(stops < 399, `${path}: never comes round`);
            }
            assert.ok(seen.size > 20, `${path}: only ${seen.size} stops`);
        }
    });

    test("Targets are at least 24 by 24 pixels, or stand in a line of text", async () => {
        for (const path of ["/", "/volumes", "/items", "/jobs"]) {
            await page.goto(path);
            const small = await page.evaluate(() => Array.from(document.querySelectorAll("button, input:not([type=hidden]), select, summary, .top a, .rail a, .list-tools a, .pager a"))
                .filter((node) => node.offsetParent !== null && !node.closest(".unseen"))
                .map((node) => [node.outerHTML.slice(0, 90), node.getBoundingClientRect(), node.type])
                .filter(([, box, type]) => (box.width < 24 || box.height < 24) && type !== "checkbox")
                .map(([html, box]) => `${html} ${Math.round(box.width)}×${Math.round(box.height)}`));
            assert.deepEqual(small, [], path);
        }
    });
});

test("Given a list on paper: no navigation, black on white even in the dark, headings on every page", async () => {
    const { page, context } = await openPage(browser, house.address);
    await page.goto("/items?theme=dark&rows=200");
    await page.emulateMedia({ media: "print" });
    for (const gone of [".top", ".rail", ".crumbs", ".list-tools", ".pager", "form.bar", "button.pin", ".hint.no-print"]) {
        for (const node of await page.locator(gone).all()) assert.equal(await node.isVisible(), false, gone);
    }
    const seen = await page.evaluate(() => {
        const style = (selector) => getComputedStyle(document.querySelector(selector));
        const colours = Array.from(document.querySelectorAll("main *")).filter((node) => node.offsetParent !== null && node.textContent.trim())
            .map((node) => getComputedStyle(node).color);
        return { head: style("thead").display, row: style("tbody tr").breakInside, foot: style("tfoot").display, colours: Array.from(new Set(colours)), title: style(".only-print").display };
    });
    assert.deepEqual([seen.head, seen.row, seen.foot, seen.title], ["table-header-group", "avoid", "table-row-group", "table-row"]);
    assert.deepEqual(seen.colours, ["rgb(0, 0, 0)"]);
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    assert.ok((pdf.match(/\/Type\s*\/Page\b/g) ?? []).length >= 2, "57 rows take more than one sheet");
    await context.close();
});

test("Given a narrow screen and 特大, nothing is wider than the screen", async () => {
    const { page, context } = await openPage(browser, house.address);
    await page.setViewportSize({ width: 420, height: 800 });
    await page.goto("/help?size=xl");
    for (const path of ["/", "/volumes", "/items", "/catalogs", "/help", "/basket"]) {
        await page.goto(path);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 1, `${path} is ${wide} pixels too wide`);
    }
    await context.close();
});
