// How much of a volume is seen without scrolling, and what makes room for it: folded and dragged columns, rows and
// columns chosen by their heads, checks in a drawer; and volumes begun and split by hand.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { admit, openBrowser, openHouse } from "./house.mjs";

let browser, house, year = 1990;
before(async () => {
    browser = await openBrowser();
    house = await openHouse();
});
after(async () => {
    await browser?.close();
    await house?.close();
});

const FULL = (n) => [`补缴社会保险费申报核定表第${n}号`, "芜湖市镜湖纺织有限责任公司", "张小梅", "990000196305067895", 2, `芜社险〔${year}〕${n}号`, "市社保局", "复印件"];
const BARE = (n) => [`退费申请核定表第${n}号`, "芜湖市长江航运服务部", "", "", 2, "", "", ""];

/** An open volume of so many papers, each year its own. */
async function volume(row, count = 30) {
    year++;
    const lines = Array.from({ length: count }, (_, n) => {
        const [title, unit, person, number, pages, doc, creator, remarks] = row(n + 1);
        return [title, unit, person, number, `${year}-0${n % 9 + 1}-11`, pages, doc, creator, remarks].join(",");
    });
    const form = new FormData();
    form.set("file", new Blob(["题名,单位,姓名,身份证号,日期,页数,文号,责任者,备注\n" + lines.join("\n") + "\n"]), `清单${year}.csv`);
    for (const [name, value] of [["year", String(year)], ["step", "一(二)"], ["dry_run", "false"], ["on_error", "skip"]]) form.set(name, value);
    const said = await (await fetch(`${house.address}/api/v1/import`, { method: "POST", body: form })).json();
    assert.equal(said.written, count, JSON.stringify(said.problems));
    return said.volumes[0].id;
}

const view = async (id) => (await fetch(`${house.address}/api/v1/volumes/${id}`)).json();

/** A page of this size and with these choices on the volume. */
async function sit(id, { width = 1366, height = 768, choices = {}, ...more } = {}) {
    const context = await browser.newContext({ baseURL: house.address, locale: "zh-CN", viewport: { width, height }, ...more });
    await admit(context, house.address);
    await context.addCookies(Object.entries(choices).map(([name, value]) => ({ name, value, url: house.address })));
    const page = await context.newPage();
    const complaints = [];
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(`/volumes/${id}`);
    await page.locator("table.grid").waitFor();
    // an answer that refuses is told by the browser, too
    const close = async () => {
        assert.deepEqual(complaints.filter((one) => !/status of 422/.test(one)), []);
        await context.close();
    };
    return { page, context, close };
}

/** Rows and columns that stand whole in the window, and in the table's own frame, with nothing scrolled. */
const seen = (page) => page.evaluate(() => {
    const box = document.querySelector(".grid-scroll"), frame = box.getBoundingClientRect();
    const head = document.querySelector(".grid thead").getBoundingClientRect();
    const right = frame.left + box.clientWidth + 1, bottom = Math.min(frame.top + box.clientHeight + 1, window.innerHeight);
    const isSeen = (rect) => rect.left >= frame.left && rect.right <= right && rect.bottom <= bottom && rect.top >= head.bottom - 1;
    const rows = [...document.querySelectorAll(".grid tbody tr:not(.gap):not(.ghost)")];
    return {
        rows: rows.filter((tr) => isSeen(tr.cells[0].getBoundingClientRect())).length,
        columns: [...rows[0].cells].filter((td) => isSeen(td.getBoundingClientRect())).length,
        height: rows[0].getBoundingClientRect().height,
        scrolled: window.pageYOffset + box.scrollTop + box.scrollLeft,
    };
});

const head = (page, name) => page.locator(".grid th", { hasText: name }).first();
const chosen = (page) => page.locator(".grid td.on").count();

describe("the room", () => {
    for (const [kind, row] of [["every column filled", FULL], ["half of the columns empty", BARE]]) {
        test(`Given 30 records with ${kind}, when the volume is opened at 1366×768, then 16 rows of 28 px and all 11 columns are seen`, async () => {
            const { page, close } = await sit(await volume(row));
            const { rows, columns, height, scrolled } = await seen(page);
            assert.equal(scrolled, 0);
            assert.ok(rows >= 16, `${rows} rows`);
            assert.equal(columns, 11);
            assert.ok(height <= 29, `${height} px`);
            // an ID number, a date and a range of pages stand whole, whatever else is cut
            const cut = await page.evaluate(() => [...document.querySelectorAll(".grid tbody tr:not(.ghost)")].slice(0, 16).flatMap((tr) =>
                [1, 5, 6, 7].map((c) => tr.cells[c].querySelector("bdi")).filter((bdi) => bdi.scrollWidth > bdi.clientWidth).map((bdi) => bdi.textContent)));
            assert.deepEqual(cut, []);
            await close();
        });
    }

    test("Given 特大, when the volume is opened, then rows are there to work in, and 序 and 题名 stay while the rest is scrolled", async () => {
        const { page, close } = await sit(await volume(FULL), { choices: { size: "xl" } });
        const { rows } = await seen(page);
        assert.ok(rows >= 9, `${rows} rows`);
        const lefts = () => page.evaluate(() => [0, 2].map((c) => Math.round(document.querySelector(".grid tbody tr").cells[c].getBoundingClientRect().left)));
        await page.evaluate(() => { document.querySelector(".grid-scroll").scrollLeft = 9999; });
        const scrolled = await lefts();
        await page.evaluate(() => { document.querySelector(".grid-scroll").scrollLeft = 120; });
        assert.deepEqual(await lefts(), scrolled);
        assert.ok(await page.evaluate(() => document.querySelector(".grid-scroll").scrollLeft > 0), "there was something to scroll");
        // walking to the last column brings it out from under those that stay
        await page.locator(".grid tbody tr").first().locator("td").nth(2).click();
        await page.keyboard.press("End");
        const at = await page.locator(".grid-in").boundingBox();
        const pinned = await page.locator(".grid tbody tr").first().locator("td").nth(2).boundingBox();
        assert.ok(at.x >= pinned.x + pinned.width - 1, `${at.x} lies under the title`);
        await close();
    });

    test("Given larger rows, when they are chosen in 显示, then they are kept; 1920×1080 shows words beside the signs", async () => {
        const id = await volume(BARE), { page, context, close } = await sit(id, { width: 1920, height: 1080 });
        assert.ok(await page.locator(".volume-tools .word", { hasText: "撤销" }).evaluate((word) => word.offsetWidth > 20));
        assert.ok((await seen(page)).rows >= 26);
        await page.locator(".display summary").click();
        await page.getByRole("link", { name: "宽松" }).click();
        await page.waitForLoadState();
        await page.goto(`/volumes/${id}`);
        await page.locator("table.grid").waitFor();
        assert.ok((await seen(page)).height >= 40);
        assert.equal((await context.cookies()).find((cookie) => cookie.name === "density").value, "large");
        await close();
    });
});

describe("the columns", () => {
    test("Given a folded column, when something is typed into it, then it unfolds", async () => {
        const { page, close } = await sit(await volume(BARE));
        assert.match(await head(page, "备注").getAttribute("class"), /folded/);
        const folded = (await head(page, "备注").boundingBox()).width;
        await page.locator(".grid tbody tr").first().locator("td").nth(10).click();
        await page.keyboard.type("缺附件");
        await page.keyboard.press("Enter");
        await page.waitForFunction(() => ![...document.querySelectorAll(".grid th")].pop().classList.contains("folded"));
        assert.ok((await head(page, "备注").boundingBox()).width > folded + 20);
        await close();
    });

    test("Given a heading's edge, when it is dragged, then the width is remembered; pressed twice, the usual one is back", async () => {
        const id = await volume(FULL), { page, close } = await sit(id);
        const width = async () => Math.round((await head(page, "单位").boundingBox()).width);
        const usual = await width();
        const box = await head(page, "单位").boundingBox();
        await page.mouse.move(box.x + box.width - 3, box.y + 8);
        await page.mouse.down();
        await page.mouse.move(box.x + box.width + 77, box.y + 8, { steps: 4 });
        await page.mouse.up();
        assert.ok(Math.abs(await width() - usual - 80) <= 2, `${usual} → ${await width()}`);
        const dragged = await width();
        await page.reload();
        await page.locator("table.grid").waitFor();
        assert.equal(await width(), dragged);
        await head(page, "单位").locator(".edge").dblclick();
        assert.equal(await width(), usual);
        await close();
    });

    test("Given the heads of rows and columns, when they are pressed, drawn over or pressed with Shift, then whole rows and columns are chosen and can be copied and moved", async () => {
        const id = await volume(FULL, 12), { page, close } = await sit(id);
        const number = (row) => page.locator(`.grid tr[aria-rowindex="${row + 1}"] td`).first();
        await number(3).click();
        assert.equal(await chosen(page), 11);
        await number(5).click({ modifiers: ["Shift"] });
        assert.equal(await chosen(page), 33, "three rows");
        await page.keyboard.press("Alt+ArrowUp");
        await page.waitForFunction(() => document.querySelectorAll(".grid tbody tr")[1].cells[2].textContent.includes("第3号"));
        await head(page, "题名").click();
        assert.equal(await chosen(page), 12, "one cell of each record, none of the empty rows");
        await head(page, "单位").click({ modifiers: ["Shift"] });
        assert.equal(await chosen(page), 24);
        const copied = await page.evaluate(() => {
            const data = new DataTransfer();
            document.activeElement.dispatchEvent(new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true }));
            return data.getData("text/plain").split("\r\n");
        });
        assert.equal(copied.length, 12);
        assert.match(copied[0], /^补缴.*\t芜湖市镜湖/);
        await head(page, "序").click();
        assert.equal(await chosen(page), 132, "the corner chooses all");
        await close();
    });
});

describe("the page", () => {
    test("Given a half-typed cell, when the page is reloaded, then it is still being typed, and Enter keeps it", async () => {
        const id = await volume(FULL, 3), { page, close } = await sit(id);
        await page.locator(`.grid tr[aria-rowindex="3"] td`).nth(10).click();
        await page.keyboard.type("原件缺第");
        await page.reload();
        await page.locator("table.grid").waitFor();
        assert.equal(await page.locator(".grid-in.typing").inputValue(), "原件缺第");
        assert.equal((await view(id)).items[1].description.remarks, "复印件", "nothing was saved by itself");
        await page.keyboard.type("2页");
        await page.keyboard.press("Enter");
        await page.waitForFunction(() => /✓/.test(document.getElementById("saved").textContent));
        assert.equal((await view(id)).items[1].description.remarks, "原件缺第2页");
        await page.reload();
        await page.locator("table.grid").waitFor();
        assert.equal(await page.locator(".grid-in.typing").count(), 0, "what is saved is not typed again");
        // and in a row that is not there yet
        await page.locator(`.grid tr[aria-rowindex="5"] td`).nth(2).click();
        await page.keyboard.type("新录一");
        await page.reload();
        await page.locator("table.grid").waitFor();
        assert.equal(await page.locator(`.grid tr[aria-rowindex="5"] .grid-in.typing`).inputValue(), "新录一");
        await page.keyboard.press("Escape");
        await page.reload();
        await page.locator("table.grid").waitFor();
        assert.equal(await page.locator(".grid-in.typing").count(), 0, "what was given up stays given up");
        await close();
    });

    test("Given the title, when it is changed where it stands, then it is kept, and Esc takes a change back", async () => {
        const id = await volume(BARE, 3), { page, close } = await sit(id);
        await page.locator("#title").fill("镜湖区退费材料");
        await page.keyboard.press("Enter");
        await page.locator(".news", { hasText: "案卷题名已改" }).waitFor();
        assert.equal((await view(id)).volume.title, "镜湖区退费材料");
        await page.locator("#title").fill("不要");
        await page.keyboard.press("Escape");
        assert.equal(await page.locator("#title").inputValue(), "镜湖区退费材料");
        await page.locator("#title").fill(" ");
        await page.keyboard.press("Enter");
        await page.locator(".news.danger").waitFor();
        assert.equal((await view(id)).volume.title, "镜湖区退费材料");
        await close();
    });

    test("Given the table has the keys, when ? and Ctrl+P are pressed, then the keys are shown and the volume is printed; in a cell ? is a letter", async () => {
        const id = await volume(BARE, 3), { page, close } = await sit(id);
        await page.locator(`.grid tr[aria-rowindex="2"] td`).nth(2).click();
        await page.keyboard.press("?");
        const sheet = page.locator("dialog#keys[open]");
        assert.match(await sheet.innerText(), /整卷打印/);
        await page.keyboard.press("Escape");
        assert.equal(await page.evaluate(() => document.activeElement.className.includes("grid-in")), true);
        await page.keyboard.press("F2");
        await page.keyboard.press("?");
        assert.match(await page.locator(".grid-in").inputValue(), /\?$/);
        await page.keyboard.press("Escape");
        const [request] = await Promise.all([
            page.waitForRequest((one) => one.method() === "POST" && new URL(one.url()).pathname === "/labels"),
            page.keyboard.press("Control+p"),
        ]);
        assert.match(request.postData(), new RegExp(`form=whole&volumes=${id}`));
        await close();
    });

    test("Given a computer set to another zone, when a cell is saved, then the time is the office's", async () => {
        const id = await volume(BARE, 3), { page, close } = await sit(id, { timezoneId: "America/New_York" });
        await page.locator(`.grid tr[aria-rowindex="2"] td`).nth(10).click();
        await page.keyboard.type("补");
        await page.keyboard.press("Enter");
        await page.waitForFunction(() => /✓/.test(document.getElementById("saved").textContent));
        const said = /(\d\d):(\d\d):\d\d/.exec(await page.locator("#saved").innerText());
        const beijing = new Date(Date.now() + 8 * 3600 * 1000);
        const apart = Math.abs(Number(said[1]) * 60 + Number(said[2]) - beijing.getUTCHours() * 60 - beijing.getUTCMinutes());
        assert.ok(Math.min(apart, 1440 - apart) <= 1, `${said[0]} is not ${beijing.toISOString()}`);
        await close();
    });

    test("Given volumes and records beside each other, when the way on is pressed, then it leads from one to the next and back", async () => {
        const one = await volume(BARE, 3), two = await volume(BARE, 3);
        const { page, close } = await sit(one);
        await page.keyboard.press("Alt+PageDown");
        await page.waitForURL(`**/volumes/${two}`);
        await page.locator("table.grid").waitFor();
        await page.locator(".volume-acts a[rel=prev]").click();
        await page.waitForURL(`**/volumes/${one}`);
        const items = (await view(one)).items.map((item) => item.id);
        await page.goto(`/items/${items[0]}`);
        assert.equal(await page.locator("a[rel=prev]").count(), 0);
        await page.locator("a[rel=next]").click();
        await page.waitForURL(`**/items/${items[1]}`);
        await close();
    });
});

describe("volumes by hand", () => {
    test("Given the row where a volume is to end, when 分卷 is pressed, then the rest is the next volume, and joining it takes that back", async () => {
        const id = await volume(FULL, 6), { page, close } = await sit(id);
        const code = (await view(id)).volume.code;
        await page.locator(`.grid tr[aria-rowindex="2"] td`).nth(2).click();
        await page.getByRole("button", { name: "分卷" }).first().click();
        assert.equal(await page.locator("#split-at").inputValue(), "1");
        await page.locator(`.grid tr[aria-rowindex="6"] td`).nth(2).click();
        await page.getByRole("button", { name: "分卷" }).first().click();
        assert.equal(await page.locator("#split-at").inputValue(), "5");
        await page.keyboard.press("Enter");
        await page.waitForURL(/said=split/);
        const next = await view(Number(/volumes\/(\d+)/.exec(page.url())[1])), stayed = await view(id);
        assert.deepEqual([stayed.volume.items, next.volume.items, next.volume.number], [4, 2, 2]);
        assert.deepEqual(next.items.map((item) => item.page_from), [1, 3]);
        await page.locator("#dividing summary").click();
        await page.getByRole("button", { name: "并入上一卷" }).click();
        await page.waitForURL(/said=joined/);
        const again = await view(id);
        assert.deepEqual([again.volume.items, again.volume.code], [6, code]);
        await close();
    });

    test("Given the list of volumes, when a new one is begun, then it is there to be filled", async () => {
        const { page, close } = await sit(await volume(BARE, 3));
        await page.goto("/volumes?year=2009");
        await page.getByRole("link", { name: "新立一卷" }).first().click();
        assert.equal(await page.locator("#new-year").inputValue(), "2009");
        await page.getByRole("button", { name: "立新卷" }).click();
        await page.locator("#errors", { hasText: "没有选业务环节" }).waitFor();
        await page.locator("#new-step").selectOption({ label: "ZJ 二(一) 社会保险费征缴核定材料" });
        await page.getByRole("button", { name: "立新卷" }).click();
        await page.waitForURL(/said=begun/);
        await page.locator("table.grid").waitFor();
        assert.match(await page.locator("#volume-code").innerText(), /^2009-ZJ-社会保险费征缴核定材料-1-/);
        await page.locator(`.grid tr[aria-rowindex="2"] td`).nth(2).click();
        await page.keyboard.type("退费申请核定表");
        await page.keyboard.press("Enter");
        await page.locator(`.grid tr[aria-rowindex="2"] td`).nth(7).click();
        await page.keyboard.type("3");
        await page.keyboard.press("Enter");
        await page.waitForFunction(() => document.getElementById("volume-pages").textContent === "3");
        await close();
    });
});
