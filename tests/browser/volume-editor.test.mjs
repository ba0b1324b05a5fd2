// The volume's table, worked in as people work in a spreadsheet, in a real browser: by keys alone, by
// pasting, with an input method, with a colleague in the same volume, with the server gone.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { openBrowser, openHouse, openPage } from "./house.mjs";

let browser, house, year = 1990;
before(async () => {
    browser = await openBrowser();
    house = await openHouse();
});
after(async () => {
    await browser?.close();
    await house?.close();
});

/** A fresh open volume of these papers (title, date, pages); each year has its own. */
async function volume(rows = [["登记表一", "01-05", 2], ["登记表二", "02-03", 3], ["登记表三", "03-08", 4]]) {
    year++;
    const form = new FormData();
    const lines = rows.map(([title, day, pages]) => `"${title}",${day && `${year}-${day}`},${pages}`);
    form.set("file", new Blob(["题名,日期,页数\n" + lines.join("\n") + "\n"]), `清单${year}.csv`);
    for (const [name, value] of [["year", String(year)], ["step", "一(二)"], ["dry_run", "false"], ["on_error", "skip"], ["accept", "direction_mark"]]) form.set(name, value);
    const answer = await fetch(`${house.address}/api/v1/import`, { method: "POST", body: form });
    const said = await answer.json();
    assert.equal(said.written, rows.length, JSON.stringify(said.problems));
    return said.volumes[0].id;
}

const table = async (id) => (await fetch(`${house.address}/api/v1/volumes/${id}/grid`)).json();
const enter = (id, entry) => fetch(`${house.address}/api/v1/volumes/${id}/grid`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(entry),
}).then((answer) => answer.json());

/** Waits until the server has what is expected. */
async function until(id, holds, what) {
    for (let tries = 0; ; tries++) {
        const now = await table(id);
        if (holds(now)) return now;
        if (tries > 100) throw new Error(`${what}: ${JSON.stringify(now.rows.slice(0, 4))} … ${now.items} records`);
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
}

/** A page on the volume with the first row's title active; `cell(row, column)` is text as seen. */
async function sit(id, options) {
    const seat = await openPage(browser, house.address, options);
    await seat.page.goto(`/volumes/${id}`);
    if (options?.script === false) return seat;
    await seat.page.locator("table.grid").waitFor();
    seat.cell = (row, name) => seat.page.locator(`table.grid tr[aria-rowindex="${row + 1}"] td:nth-child(${COLUMN[name]}) bdi`).innerText();
    seat.at = () => seat.page.locator(".grid-in").first().getAttribute("aria-label");
    seat.to = async (row, name) => {
        await seat.page.locator(`table.grid tr[aria-rowindex="${row + 1}"] td:nth-child(${COLUMN[name]})`).click();
    };
    seat.paste = (text, html) => seat.page.evaluate(([text, html]) => {
        const data = new DataTransfer();
        if (text) data.setData("text/plain", text);
        if (html) data.setData("text/html", html);
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }, [text, html]);
    seat.saved = () => seat.page.waitForFunction(() => /✓/.test(document.getElementById("saved").textContent) && !document.querySelector(".mark.busy"));
    return seat;
}
const COLUMN = { seq: 1, pages_from: 2, title: 3, unit: 4, person: 5, id: 6, date: 7, pages: 8, number: 9, creator: 10, remarks: 11 };

describe("by keys alone", () => {
    let seat, id;
    before(async () => {
        id = await volume();
        seat = await sit(id);
    });
    after(async () => seat?.context.close());

    test("Given the page, when Tab reaches the table, then one stop holds the whole grid and the cell is read with its row and column", async () => {
        const { page } = seat;
        assert.equal(await page.locator("table[role=grid]").getAttribute("aria-rowcount"), "7", "heading, three records, three empty rows");
        assert.equal(await page.locator("table[role=grid]").getAttribute("aria-colcount"), "11");
        await page.locator("#close-volume").focus();
        await page.keyboard.press("Tab");
        assert.match(await seat.at(), /^第 1 行 题名/);
        await page.keyboard.press("Tab");
        assert.equal(await page.evaluate(() => !!document.activeElement.closest("table.grid")), false, "Tab leaves the grid");
        await page.keyboard.press("Shift+Tab");
        for (const [key, where] of [["ArrowRight", "第 1 行 单位"], ["ArrowDown", "第 2 行 单位"], ["End", "第 2 行 备注"], ["Home", "第 2 行 序"], ["Control+End", "第 3 行 备注"], ["Control+Home", "第 1 行 序"], ["PageDown", "第 6 行 序"], ["PageUp", "第 1 行 序"]]) {
            await page.keyboard.press(key);
            assert.ok((await seat.at()).startsWith(where), `${key}: ${await seat.at()}`);
        }
    });

    test("When a new row is typed with Enter after each cell, then it is filed with its page numbers and the date is shown as read", async () => {
        const { page } = seat;
        await seat.to(4, "title");
        for (const text of ["退休审批表", "芜湖市第一中学", "张三", "990000197003079879", "3.22"]) {
            await page.keyboard.type(text);
            await page.keyboard.press("Enter");
        }
        assert.match(await seat.at(), /^第 4 行 页数/);
        await page.keyboard.type("５");
        await page.keyboard.press("Enter");
        await page.locator("td .mark.brief", { hasText: `${year}-03-22` }).waitFor();
        const now = await until(id, (now) => now.items === 4 && now.rows[3].cells.pages === "5", "the new row");
        assert.deepEqual(now.rows[3].cells, { title: "退休审批表", unit_name: "芜湖市第一中学", person_name: "张三", id_number: "990000********9879", date: `${year}-03-22`, pages: "5" });
        await seat.saved();
        assert.equal(await seat.cell(4, "pages_from"), "10–14");
        assert.match(await page.locator("#saved").innerText(), /自动保存 \d\d:\d\d:\d\d ✓/);
        assert.equal(await page.locator("#volume-items").innerText(), "4");
    });

    test("When a cell is begun with F2 and left with Esc, then nothing changes; typing instead replaces it", async () => {
        const { page } = seat;
        await seat.to(1, "title");
        await page.keyboard.press("F2");
        await page.keyboard.type("不要");
        await page.keyboard.press("Escape");
        assert.equal(await seat.cell(1, "title"), "登记表一");
        await page.keyboard.press("F2");
        await page.keyboard.type("（补）");
        await page.keyboard.press("Tab");
        await page.keyboard.type("市社保局");
        await page.keyboard.press("ArrowDown");
        assert.match(await seat.at(), /^第 2 行 单位/);
        await until(id, (now) => now.rows[0].cells.title === "登记表一（补）" && now.rows[0].cells.unit_name === "市社保局", "both cells");
    });

    test("When a day that does not exist is typed, then the cell says why, keeps what was typed, and F8 leads to it", async () => {
        const { page } = seat;
        await seat.to(2, "date");
        await page.keyboard.type("2.30");
        await page.keyboard.press("Enter");
        const mark = page.locator('tr[aria-rowindex="3"] .mark.danger');
        await mark.waitFor();
        assert.equal(await mark.innerText(), "✕");
        assert.equal(await seat.cell(2, "date"), "2.30");
        await page.keyboard.press("Control+Home");
        await page.keyboard.press("F8");
        assert.match(await seat.at(), /^第 2 行 日期：要改正：.*没有这一天/);
        assert.match(await page.locator(".grid-state").innerText(), /没有这一天/);
        assert.equal((await table(id)).rows[1].cells.date, `${year}-02-03`, "the record is as it was");
        await page.keyboard.type("2.28");
        await page.keyboard.press("Enter");
        await until(id, (now) => now.rows[1].cells.date === `${year}-02-28`, "the corrected day");
    });

    test("When rows are moved with Alt and the arrows, then the page numbers follow, and Ctrl+Z moves them back", async () => {
        const { page } = seat;
        await seat.to(3, "title");
        await page.keyboard.press("Alt+ArrowUp");
        await page.keyboard.press("Alt+ArrowUp");
        await until(id, (now) => now.rows[0].cells.title === "登记表三" && now.rows[1].page_from === 5, "moved up twice");
        await page.keyboard.press("Control+z");
        await page.keyboard.press("Control+z");
        await until(id, (now) => now.rows[2].cells.title === "登记表三" && now.rows[2].page_from === 6, "moved back");
        await page.keyboard.press("Control+y");
        await until(id, (now) => now.rows[1].cells.title === "登记表三", "moved again");
        await page.keyboard.press("Control+z");
        await until(id, (now) => now.rows[2].cells.title === "登记表三", "and back");
    });

    test("When Ctrl+D, Ctrl+' and Ctrl+; are pressed, then cells are filled down, copied from above, and bear today's date", async () => {
        const { page } = seat;
        await seat.to(1, "remarks");
        await page.keyboard.type("复印件");
        await page.keyboard.press("Enter");
        await seat.to(1, "remarks");
        await page.keyboard.press("Shift+ArrowDown");
        await page.keyboard.press("Shift+ArrowDown");
        assert.equal(await page.locator("td.on").count(), 3);
        await page.keyboard.press("Control+d");
        await until(id, (now) => now.rows[2].cells.remarks === "复印件", "filled down");
        await seat.to(2, "creator");
        await page.keyboard.press("ArrowUp");
        await page.keyboard.type("征缴科");
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("Control+'");
        await until(id, (now) => now.rows[1].cells.creator === "征缴科", "from above");
        await seat.to(3, "date");
        await page.keyboard.press("Control+;");
        await until(id, (now) => now.rows[2].cells.date === "2026-11-21", "today by the archive's clock");
        const count = page.locator("#checks-count");
        await page.waitForFunction(() => /^检查 [1-9]/.test(document.getElementById("checks-count").textContent));
        assert.equal(await page.locator("#checks").isVisible(), false, "the checks lie in a drawer");
        await count.click();
        await page.locator("#checks", { hasText: `不在 ${year} 年度内` }).waitFor();
        await count.click();
        assert.match(await seat.at(), /^第 3 行 日期/, "and the table has the keys again");
        await page.keyboard.press("Control+z");
        await page.keyboard.press("Delete");
        await until(id, (now) => !now.rows[2].cells.date, "cleared");
    });

    test("When an ID number is filed, then it stands masked, F2 shows it and is logged, and what is not typed over stays", async () => {
        const { page } = seat, shown = () => page.locator(".grid-in").first().inputValue();
        const logged = async () => (await (await fetch(`${house.address}/api/v1/events?size=1000`)).json()).filter((one) => one.event.what === "id_number_shown").length;
        await page.waitForFunction(() => !document.querySelector("main").textContent.includes("990000197003079879"));
        await seat.to(4, "id");
        assert.equal(await seat.cell(4, "id"), "990000********9879");
        await page.locator(".grid-state", { hasText: "身份证号打了星号" }).waitFor();
        await page.keyboard.press("Enter");
        assert.match(await seat.at(), /^第 4 行 日期/, "Enter goes on and shows nothing");
        assert.equal(await logged(), 0);
        await page.keyboard.press("ArrowLeft");
        await page.keyboard.press("F2");
        await page.waitForFunction(() => document.querySelector(".grid-in").value === "990000197003079879");
        assert.equal(await logged(), 1);
        await page.keyboard.press("Escape");
        await page.reload();
        await page.locator("table.grid").waitFor();
        // another number over the mask, undone, copied below: the mask always means the number it was made of
        await seat.to(4, "id");
        await page.keyboard.type("990000196305067895");
        await page.keyboard.press("Enter");
        await until(id, (now) => now.rows[3].cells.id_number === "990000********7895", "typed over the mask");
        await seat.saved();
        await page.keyboard.press("Control+z");
        await until(id, (now) => now.rows[3].cells.id_number === "990000********9879", "undone by what was seen");
        await seat.saved();
        await seat.to(4, "id");
        await page.keyboard.press("F2");
        await page.waitForFunction(() => document.querySelector(".grid-in").value === "990000197003079879");
        assert.equal(await shown(), "990000197003079879", "and it is the old number, whole");
        await page.keyboard.press("Escape");
        await page.reload();
        await page.locator("table.grid").waitFor();
    });

    test("When F9 is pressed, then the persons of a 一表多人 row are listed one by one, and a wrong number comes back to its line", async () => {
        const { page } = seat;
        await seat.to(4, "person");
        await page.keyboard.press("F9");
        const list = page.locator("dialog[open]");
        await list.locator("table.grid").first().waitFor();
        await page.keyboard.press("ArrowDown");
        for (const text of ["李四", "990000197003079870", "0007", "代办人"]) {
            await page.keyboard.type(text);
            await page.keyboard.press("Enter");
        }
        await list.getByRole("button", { name: "完成" }).click();
        await page.locator(".news.danger, .mark.danger").first().waitFor();
        await page.keyboard.press("F9");
        await page.locator("dialog[open] .problem", { hasText: "第 2 行" }).waitFor();
        assert.equal((await table(id)).rows[3].cells.persons, undefined, "nothing of a bad list is taken");
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("ArrowRight");
        await page.keyboard.type("990000196305067895");
        await page.keyboard.press("Enter");
        await page.locator("dialog[open]").getByRole("button", { name: "完成" }).click();
        await until(id, (now) => now.rows[3].cells.persons === "张三\t990000********9879\n李四\t990000********7895\t0007\t代办人", "both persons");
        assert.equal(await seat.cell(4, "person"), "张三 +1 ▸");
    });

    test("When Enter is set to go down, then it does, here and the next time", async () => {
        const { page } = seat;
        await page.getByLabel("回车后去哪里").selectOption("down");
        await seat.to(1, "creator");
        for (const text of ["甲", "乙"]) {
            await page.keyboard.type(text);
            await page.keyboard.press("Enter");
        }
        assert.match(await seat.at(), /^第 3 行 责任者/);
        await until(id, (now) => now.rows[1].cells.creator === "乙", "down the column");
        await page.reload();
        await page.locator("table.grid").waitFor();
        assert.equal(await page.getByLabel("回车后去哪里").inputValue(), "down");
    });

    test("When Ctrl+Enter is pressed, then the checks are shown first and the volume is closed with what is written there", async () => {
        const { page } = seat;
        await seat.to(1, "title");
        await page.keyboard.press("Control+Enter");
        const over = page.locator("dialog[open]");
        assert.match(await over.innerText(), /没有日期/);
        assert.match(await over.innerText(), /立卷后档号固定/);
        await page.keyboard.type("李检查");
        await over.getByRole("button", { name: "立卷" }).click();
        await page.waitForURL(/said=closed/);
        assert.match(await page.locator("main").innerText(), /本卷共有文件材料 4 件，14 页/);
        assert.match(await page.locator("main").innerText(), /检查人 李检查/);
        assert.equal(await page.locator("table.grid").getAttribute("aria-readonly"), "true");
    });

    test("Nothing complained meanwhile", () => assert.deepEqual(seat.complaints, []));
});

const sixty = (title) => Array.from({ length: 60 }, (_, n) =>
    [`${title}${n + 1}`, "芜湖市第一中学", "张三", "", `${n % 12 + 1}.${n % 28 + 1}`, "2", `芜社险〔${year}〕${n + 1}号`]);
const tsv = (rows) => rows.map((row) => row.join("\t")).join("\r\n") + "\r\n";

describe("pasting", () => {
    let seat, id;
    before(async () => {
        id = await volume();
        seat = await sit(id);
    });
    after(async () => seat?.context.close());

    test("Given 60 rows of 7 cells on the clipboard, when they are pasted in one action, then 60 records are filed by one write; one undo takes them out, one redo brings the same ones back", async () => {
        const { page } = seat;
        const before = (await table(id)).seq;
        let actions = 0, requests = 0;
        page.on("request", (request) => { if (request.method() === "POST") requests++; });
        await seat.to(4, "title");
        await seat.paste(tsv(sixty("缴费基数核定表")));
        actions++;
        const now = await until(id, (now) => now.items === 63, "sixty rows");
        await seat.saved();
        assert.equal(actions, 1);
        assert.equal(requests, 1, "one request");
        assert.equal(now.seq, before + 1, "one event");
        assert.deepEqual([now.pages, now.rows[3].cells.date, now.rows[62].cells.doc_number], [9 + 120, `${year}-01-01`, `芜社险〔${year}〕60号`]);
        const ids = now.order;
        await page.keyboard.press("Control+z");
        await until(id, (now) => now.items === 3, "undone");
        await seat.saved();
        await page.keyboard.press("Control+y");
        const again = await until(id, (now) => now.items === 63, "done again");
        assert.deepEqual(again.order, ids, "the same records, in their places");
    });

    test("When a block is copied out, then it is text between tabs and a table with its cells marked as text, and pasted over other rows it is one step back", async () => {
        const { page } = seat;
        await seat.to(4, "title");
        await page.keyboard.press("Shift+ArrowDown");
        await page.keyboard.press("Shift+ArrowRight");
        const copied = await page.evaluate(() => {
            const data = new DataTransfer();
            document.activeElement.dispatchEvent(new ClipboardEvent("copy", { clipboardData: data, bubbles: true, cancelable: true }));
            return [data.getData("text/plain"), data.getData("text/html")];
        });
        assert.equal(copied[0], "缴费基数核定表1\t芜湖市第一中学\r\n缴费基数核定表2\t芜湖市第一中学");
        assert.match(copied[1], /<td style="mso-number-format:'\\@'">缴费基数核定表1<\/td>/);
        await seat.to(1, "title");
        await seat.paste(null, copied[1]);
        await until(id, (now) => now.rows[1].cells.title === "缴费基数核定表2" && now.rows[1].cells.unit_name === "芜湖市第一中学", "pasted from HTML");
        await page.keyboard.press("Control+z");
        await until(id, (now) => now.rows[1].cells.title === "登记表二" && !now.rows[1].cells.unit_name, "one step back");
    });

    test("When cells with line breaks and quotes are pasted, then each stays one cell; rows without a title or pages wait with their reason", async () => {
        const { page } = seat;
        const count = (await table(id)).items;
        await seat.to(count + 1, "title");
        await seat.paste('"说明\n含""引号"""\t\t\t\t1.2\t3\r\n没有页数的\t\t\t\t1.2\t\r\n\t\t李四\t\t1.2\t4');
        const now = await until(id, (now) => now.items === count + 1, "one of three");
        assert.equal(now.rows[count].cells.title, '说明 含"引号"');
        await page.locator(`tr[aria-rowindex="${count + 3}"] .mark.danger`).waitFor();
        await page.keyboard.press("Control+Home");
        await page.keyboard.press("F8");
        assert.match(await seat.at(), new RegExp(`^第 ${count + 2} 行 页数：要改正：没有页数`));
        await page.keyboard.type("6");
        await page.keyboard.press("Enter");
        await until(id, (now) => now.items === count + 2, "the corrected row");
        await seat.to(count + 3, "title");
        await page.keyboard.type("补了题名");
        await page.keyboard.press("Enter");
        await until(id, (now) => now.items === count + 3 && now.rows[count + 2].cells.person_name === "李四", "the third");
    });

    test("A hundred steps can be undone", async () => {
        const { page } = seat;
        await seat.to(1, "remarks");
        for (let n = 0; n < 105; n++) {
            await page.keyboard.type(String(n));
            await page.keyboard.press("ArrowDown");
            await page.keyboard.press("ArrowUp");
        }
        for (let n = 0; n < 100; n++) await page.keyboard.press("Control+z");
        assert.equal(await seat.cell(1, "remarks"), "4");
        await until(id, (now) => now.rows[0].cells.remarks === "4", "a hundred steps back");
    });

    test("Nothing complained meanwhile", () => assert.deepEqual(seat.complaints, []));
});

describe("an input method", () => {
    test("Given a composition under way, when Enter confirms the candidate, then the cell stays open; the next Enter keeps it whole", async () => {
        const id = await volume(), seat = await sit(id), { page } = seat;
        const cdp = await page.context().newCDPSession(page);
        await seat.to(1, "title");
        const compose = (text) => cdp.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
        await compose("tui");
        await compose("tuixiu");
        assert.equal(await page.locator(".grid-in").inputValue(), "tuixiu", "the first letter is not lost, the old text is replaced");
        await cdp.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key: "Process", code: "Enter", windowsVirtualKeyCode: 229 });
        await cdp.send("Input.dispatchKeyEvent", { type: "keyUp", key: "Enter", code: "Enter", windowsVirtualKeyCode: 13 });
        assert.match(await seat.at(), /^第 1 行 题名/);
        await cdp.send("Input.insertText", { text: "退休" });
        // some input methods send the confirming Enter late
        await page.keyboard.press("Enter");
        assert.match(await seat.at(), /^第 1 行 题名/, "the Enter that comes right after does not commit");
        await page.waitForTimeout(100);
        await page.keyboard.type("审批表");
        await page.keyboard.press("Enter");
        assert.match(await seat.at(), /^第 1 行 单位/);
        await until(id, (now) => now.rows[0].cells.title === "退休审批表", "the composed title");
        assert.deepEqual(seat.complaints, []);
        await seat.context.close();
    });
});

describe("trouble", () => {
    test("Given two people in one volume, when both change the same cell, then the second is asked and neither text is lost; other rows are marked with who changed them", async () => {
        const id = await volume(), seat = await sit(id), { page } = seat;
        const now = await table(id);
        await enter(id, { edits: [{ item: now.order[0], field: "title", text: "同事改的题名" }, { item: now.order[2], field: "remarks", text: "缺附件" }] });
        await seat.to(1, "title");
        await page.keyboard.type("我改的题名");
        await page.keyboard.press("Enter");
        await page.locator('tr[aria-rowindex="2"] .mark.danger').waitFor();
        assert.equal(await page.locator('tr[aria-rowindex="2"] .mark.danger').innerText(), "⇄");
        await page.keyboard.press("ArrowLeft");
        const state = page.locator(".grid-state");
        assert.match(await state.innerText(), /别人先改了.*同事改的题名.*我改的题名/);
        assert.equal((await table(id)).rows[0].cells.title, "同事改的题名");
        await page.locator("tr.theirs .mark.info").first().waitFor();
        assert.equal(await seat.cell(3, "remarks"), "缺附件");
        await state.getByRole("button", { name: "用我的" }).click();
        await until(id, (now) => now.rows[0].cells.title === "我改的题名", "mine, having seen theirs");
        // and the page hears by itself what a colleague does
        await enter(id, { edits: [{ item: now.order[1], field: "creator", text: "征缴科" }], rows: [{ key: "colleague", cells: { title: "同事录的", pages: "1" } }] });
        await page.locator("tr.theirs", { hasText: "同事录的" }).waitFor({ timeout: 15000 });
        assert.equal(await seat.cell(2, "creator"), "征缴科");
        await seat.context.close();
    });

    test("Given a lost server in the middle of typing, when it is back, then everything typed is sent, in order, once", async () => {
        const id = await volume(), seat = await sit(id), { page } = seat;
        await page.route("**/grid*", (route) => route.abort());
        await seat.to(1, "title");
        for (const text of ["断网时改的", "单位甲"]) {
            await page.keyboard.type(text);
            await page.keyboard.press("Enter");
        }
        await seat.to(4, "title");
        await seat.paste("断网时粘贴的一\t\t\t\t1.2\t2\r\n断网时粘贴的二\t\t\t\t1.3\t2");
        const trouble = page.locator("#trouble");
        await trouble.getByText("连不上服务器").waitFor();
        assert.match(await trouble.innerText(), /留在这台电脑上/);
        assert.equal((await table(id)).items, 3);
        await page.unroute("**/grid*");
        await trouble.getByRole("button", { name: "再试一次" }).click();
        const now = await until(id, (now) => now.items === 5 && now.rows[0].cells.unit_name === "单位甲", "all of it");
        assert.deepEqual(now.rows.map((row) => row.cells.title), ["断网时改的", "登记表二", "登记表三", "断网时粘贴的一", "断网时粘贴的二"]);
        await trouble.getByText("连不上服务器").waitFor({ state: "detached" });
        assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("guidang.volume")).length), 0);
        await seat.context.close();
    });

    test("Given an answer that is lost on its way, when the rows are sent again by itself, then they are there once", async () => {
        const id = await volume(), seat = await sit(id), { page } = seat;
        let lost = 0;
        await page.route("**/grid", async (route) => {
            if (lost++) return route.continue();
            await route.fetch();
            await route.abort();
        });
        await seat.to(4, "title");
        await seat.paste("只录一次\t\t\t\t1.2\t2");
        await until(id, (now) => now.items === 4, "taken though the answer was lost");
        await page.locator("#trouble").getByText("连不上服务器").waitFor({ state: "detached", timeout: 20000 });
        await seat.saved();
        assert.ok(lost >= 2, "it was sent again");
        assert.equal((await table(id)).items, 4);
        assert.equal(await page.locator("tbody tr", { hasText: "只录一次" }).count(), 1);
        await seat.context.close();
    });

    test("Given an expired sign-in, when a cell is saved, then what was typed is kept and saved after signing in again", async () => {
        const id = await volume(), seat = await sit(id), { page } = seat;
        await page.route("**/grid*", (route) => route.fulfill({ status: 401, contentType: "application/json", body: '{"error":"not_signed_in","problems":[]}' }));
        await seat.to(2, "title");
        await page.keyboard.type("登录过期时改的");
        await page.keyboard.press("Enter");
        await page.locator("#trouble").getByText("登录已过期").waitFor();
        assert.equal(await seat.cell(2, "title"), "登录过期时改的");
        await page.unroute("**/grid*");
        await until(id, (now) => now.rows[1].cells.title === "登录过期时改的", "saved by itself");
        await seat.context.close();
    });

    test("Given a browser closed while nothing could be saved, when the volume is opened again, then what was typed is offered and saved", async () => {
        const id = await volume(), seat = await sit(id), { page, context } = seat;
        await page.route("**/grid*", (route) => route.abort());
        await seat.to(3, "title");
        await page.keyboard.type("关机前改的");
        await page.keyboard.press("Enter");
        await seat.to(4, "title");
        await page.keyboard.type("没录完的一行");
        await page.keyboard.press("Enter");
        await page.locator("#trouble").getByText("连不上服务器").waitFor();
        await page.close();
        const later = await context.newPage();
        await later.goto(`/volumes/${id}`);
        const trouble = later.locator("#trouble");
        await trouble.getByText("处没有存上").waitFor({ timeout: 20000 });
        assert.match(await trouble.innerText(), /上次有 2 处没有存上/);
        await trouble.getByRole("button", { name: "再存一次" }).click();
        await until(id, (now) => now.rows[2].cells.title === "关机前改的", "the cell");
        const draft = later.locator('tr[aria-rowindex="5"]');
        assert.match(await draft.innerText(), /没录完的一行/);
        await draft.locator(".mark.danger").first().waitFor();
        await draft.locator("td").nth(COLUMN.pages - 1).click();
        await later.keyboard.type("2");
        await later.keyboard.press("Enter");
        await until(id, (now) => now.items === 4 && now.rows[3].cells.title === "没录完的一行", "the row, completed");
        await context.close();
    });

    test("Given markup and marks that turn the text round in titles, when the table shows them, then they are letters like any other", async () => {
        const hostile = `<img src=x onerror="document.title='x'">`, turned = "甲\u202E乙\u202C丙";
        const id = await volume([[hostile.replace(/"/g, '""'), "01-05", 1], [turned, "01-06", 1]]);
        const seat = await sit(id), { page } = seat;
        assert.equal(await seat.cell(1, "title"), hostile);
        assert.equal(await page.locator("table.grid img").count(), 0);
        assert.equal(await page.locator('tr[aria-rowindex="3"] td:nth-child(3) bdi').evaluate((node) => getComputedStyle(node).unicodeBidi), "isolate");
        await page.locator("#checks-count").click();
        await page.locator("#checks", { hasText: "改变文字方向" }).waitFor();
        await seat.to(3, "title");
        await seat.paste(`${hostile}\t<b>单位</b>\t\t\t1.2\t1`);
        await until(id, (now) => now.items === 3 && now.rows[2].cells.title === hostile, "kept as typed");
        assert.equal(await seat.cell(3, "unit"), "<b>单位</b>");
        assert.match(await page.locator("#checks").innerText(), /第 3 件与第 1 件|改变文字方向/);
        assert.notEqual(await page.title(), "x");
        assert.deepEqual(seat.complaints, []);
        await seat.context.close();
    });

    test("Given 5,000 rows on the clipboard, when they are pasted, then they go in portions with their progress, and the page draws only what is in view", { timeout: 300000 }, async () => {
        const id = await volume(), seat = await sit(id), { page } = seat;
        const rows = Array.from({ length: 5000 }, (_, n) => [`名册第${n + 1}号`, "", "", "", `${n % 12 + 1}.1`, "1"]);
        let requests = 0;
        page.on("request", (request) => { if (request.method() === "POST") requests++; });
        await seat.to(4, "title");
        await seat.paste(tsv(rows));
        await page.locator("#saved", { hasText: /正在存：还有 \d+ \/ 5000/ }).waitFor();
        const drawn = await page.locator("table.grid tbody tr").count();
        assert.ok(drawn < 200, `${drawn} rows are drawn`);
        assert.equal(await page.locator("table.grid").getAttribute("aria-rowcount"), "5007");
        // the page answers meanwhile
        await page.keyboard.press("Control+Home");
        assert.match(await seat.at(), /^第 1 行 序/);
        const all = () => until(id, (now) => now.items === 5003, "all of them");
        const now = await all().catch(all).catch(all).catch(all).catch(all).catch(all);
        assert.equal(now.rows[5002].cells.title, "名册第5000号");
        assert.equal(requests, 20, "in portions of 250");
        await page.keyboard.press("Control+End");
        assert.match(await seat.at(), /^第 5003 行 备注/);
        assert.equal(await seat.cell(5003, "title"), "名册第5000号");
        assert.deepEqual(seat.complaints, []);
        await seat.context.close();
    });
});

describe("out of order", () => {
    test("Given records out of their order, when they are sorted by date, then pages run anew, and Ctrl+Z puts them back as they stood", async () => {
        const other = await volume([["三月", "03-08", 4], ["无日", "", 1], ["一月", "01-05", 2], ["二月", "02-03", 3]]);
        const { page, context } = await sit(other);
        const titles = (now) => now.rows.map((row) => row.cells.title).join();
        const stood = titles(await table(other));
        await page.getByRole("button", { name: "按日期排" }).click();
        await until(other, (now) => titles(now) === "一月,二月,三月,无日" && now.rows[3].page_from === 10, "sorted");
        await page.keyboard.press("Control+z");
        await until(other, (now) => titles(now) === stood, "as they stood");
        await page.keyboard.press("Control+y");
        await until(other, (now) => titles(now) === "一月,二月,三月,无日", "sorted again");
        await page.getByRole("button", { name: "按日期排" }).click();
        assert.match(await page.locator("body").innerText(), /已经是按日期排的/);
        await context.close();
    });
});

describe("without script", () => {
    test("Given a browser that runs no script, when lines are put into the box, then good ones are filed and the others stay in it with their reason", async () => {
        const id = await volume(), { page, context } = await sit(id, { script: false });
        await page.locator("#pasted").fill("手工一\t单位\t张三\t\t1.2\t2\n手工二\t\t\t\t2.30\t2\n手工三\t\t\t\t1.2\t");
        await page.getByRole("button", { name: "录入粘贴的行" }).click();
        const text = await page.locator("main").innerText();
        assert.match(text, /收下 2 行/);
        assert.match(text, /第 2 行 「日期」 .*没有这一天/);
        assert.match(text, /第 3 行 「页数」 没有页数/);
        assert.equal(await page.locator("#pasted").inputValue(), "手工三\t\t\t\t1.2\t\n");
        await page.locator("#pasted").fill("手工三\t\t\t\t1.2\t4");
        await page.getByRole("button", { name: "录入粘贴的行" }).click();
        assert.match(page.url(), /said=entered/);
        await page.locator("#new-title").fill("手工四");
        await page.locator("#new-pages").fill("1");
        await page.getByRole("button", { name: "录入", exact: true }).click();
        const now = await table(id);
        assert.deepEqual(now.rows.map((row) => row.cells.title), ["登记表一", "登记表二", "登记表三", "手工一", "手工二", "手工三", "手工四"]);
        await page.getByRole("button", { name: "上移第 7" }).click();
        assert.equal((await table(id)).rows[5].cells.title, "手工四");
        await context.close();
    });
});
