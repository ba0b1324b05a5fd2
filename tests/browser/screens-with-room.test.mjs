// What must be seen without scrolling on the other pages worked on all day: hits of a search and at the counter, rows
// of lists, the act that is next on a dry run. 1366×768, as the office's screens are.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { codesAreInOrder } from "./codes.mjs";
import { admit, openBrowser, openHouse } from "./house.mjs";
import { waitFor } from "./people.mjs";

const VIEW = { width: 1366, height: 768 };
let browser, house, context, page;
const complaints = [];
before(async () => {
    browser = await openBrowser();
    house = await openHouse();
    await file(60);
    context = await browser.newContext({ baseURL: house.address, locale: "zh-CN", viewport: VIEW, acceptDownloads: true });
    await admit(context, house.address);
    page = await context.newPage();
    page.on("console", (message) => message.type() === "error" && !/status of 422/.test(message.text()) && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
});
after(async () => {
    await context?.close();
    await browser?.close();
    await house?.close();
});

const SURNAMES = [..."赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"];
/** An ID number of nobody, with its check digit. */
const number = (n) => {
    const body = "990000" + "19800101" + String(100 + n).padStart(3, "0");
    const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    return body + "10X98765432"[[...body].reduce((sum, digit, at) => sum + Number(digit) * weights[at], 0) % 11];
};

/** Files as many papers in two years, each of a person named …小梅, and waits until they are found. */
async function file(count) {
    for (const year of [2010, 2011]) {
        const rows = Array.from({ length: count }, (_, n) => n).filter((n) => (n % 2 ? 2010 : 2011) === year)
            .map((n) => `社会保险关系转移接续申请表及附件材料第${n + 1}号,芜湖市镜湖纺织有限责任公司,${SURNAMES[n]}小梅,${number(n)},${year}-03-0${n % 9 + 1},3`);
        const form = new FormData();
        form.append("file", new Blob(["题名,单位,姓名,身份证号,日期,页数\n" + rows.join("\n") + "\n"]), `清单${year}.csv`);
        for (const [name, value] of Object.entries({ dry_run: "false", on_error: "stop", year: String(year), step: "一(二)" })) form.append(name, value);
        const said = await (await fetch(`${house.address}/api/v1/import`, { method: "POST", body: form })).json();
        assert.equal(said.written, rows.length, JSON.stringify(said.problems));
    }
    await waitFor(async () => (await (await fetch(`${house.address}/api/v1/find?q=${encodeURIComponent("小梅")}&kind=item`)).json()).total === count);
}

/** How many of these stand whole in the window, with nothing scrolled. */
const seen = (selector) => page.evaluate((all) => {
    window.scrollTo(0, 0);
    return [...document.querySelectorAll(all)].filter((node) => {
        const { top, bottom, height } = node.getBoundingClientRect();
        return height > 0 && top >= 0 && bottom <= window.innerHeight;
    }).length;
}, selector);

const ask = async (words) => {
    await page.goto("/search");
    await page.locator("#find").fill(words);
    await page.locator("#find").press("Enter");
    await page.waitForURL(/\/search\?/);
};
const main = () => page.locator("main").innerText();

describe("search", () => {
    test("Given sixty persons, when they are found, then they stand in rows of 32 px, fifty a page, sixteen of them seen at once, with the time it took", async () => {
        await ask("xiaomei");
        assert.match(await main(), /人员\s*60 · 60 件 · 1–50 · \d+\.\d\d 秒/);
        assert.equal(await page.locator("tbody.person").count(), 50);
        assert.ok(await seen(".hits tr[data-item]") >= 16, `${await seen(".hits tr[data-item]")} hits`);
        const heights = await page.locator(".hits tr[data-item]").evaluateAll((rows) => rows.map((row) => row.offsetHeight));
        assert.ok(Math.max(...heights) <= 34, `${Math.max(...heights)} px`);
        assert.equal(await page.locator("#card").isVisible(), false);
        await page.locator(".pager a[rel=next]").click();
        await page.waitForURL(/page=2/);
        assert.equal(await page.locator("tbody.person").count(), 10);
        assert.match(await main(), /51–60 \/ 60/);
    });

    test("Given boxes with their counts, when two years are ticked, then both are found; when one is taken off, the other", async () => {
        await ask("xiaomei");
        const box = (label) => page.locator(".facets li", { hasText: label }).first();
        assert.equal(await box("2010").locator("input[type=checkbox]").isChecked(), false);
        assert.equal((await box("2010").innerText()).replace(/\s+/g, " ").trim(), "2010 30");
        await box("2010").locator("input").click();
        await page.waitForURL(/year=2010/);
        assert.match(await main(), /30 件/);
        assert.equal((await box("2011").innerText()).replace(/\s+/g, " ").trim(), "2011 30", "what ticking it would add");
        await box("2011").locator("input").click();
        await page.waitForURL(/year=2010.*2011/);
        assert.match(await main(), /60 件/);
        assert.equal(await box("2010").locator("input").isChecked(), true);
        assert.equal(await box("2011").locator("input").isChecked(), true);
        await box("2010").locator("input").click();
        await page.waitForURL((url) => !url.search.includes("2010"));
        assert.match(await main(), /30 件/);
    });

    test("Given the hits, when V is pressed, then the one stood on is shown beside them; pressed again, it gives the room back", async () => {
        await ask("xiaomei");
        const width = () => page.locator("table.hits").evaluate((table) => table.offsetWidth);
        const wide = await width();
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("v");
        await page.locator("#card h2").waitFor();
        assert.ok(await width() < wide - 200);
        await page.keyboard.press("v");
        assert.equal(await page.locator("#card").isVisible(), false);
        assert.equal(await width(), wide);
    });
});

describe("the counter", () => {
    test("Given many persons, when one is asked for, then hits, identity and purpose are seen without scrolling", async () => {
        await page.goto("/counter");
        await page.locator("#ask").fill("xiaomei");
        await page.keyboard.press("Enter");
        await page.locator(".person").first().waitFor();
        assert.ok(await seen(".rows button.row") >= 4, `${await seen(".rows button.row")} hits`);
        assert.equal(await seen("#identity .pick"), 8);
        assert.equal(await seen("#purpose .pick"), 8);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth), false);
    });
});

describe("lists", () => {
    for (const path of ["/volumes", "/items?rows=50", "/batches", "/search?q=2010"]) {
        test(`Given compact rows, when ${path} is opened, then no row is above 40 px`, async () => {
            await page.goto(path);
            const heights = await page.locator("main table tbody tr").evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().height));
            assert.ok(heights.length > 0);
            assert.ok(Math.max(...heights) <= 40, `${Math.max(...heights)} px`);
        });
    }

    for (const path of ["/volumes", "/items?rows=50", "/search?q=2010"]) {
        test(`Given ${path}, then its codes are read in their order`, async () => {
            await page.goto(path);
            await codesAreInOrder(page);
        });
    }
});

const upload = async (name, text) => {
    await page.goto("/import");
    await page.locator("#file").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
    await page.getByRole("button", { name: "上传并试读" }).click();
    await page.waitForURL(/\/import\/[0-9a-f]{64}/);
};

describe("the dry run", () => {
    const marked = () => page.locator("main .main-act").allInnerTexts();

    test("Given a sheet that says neither class nor step, when it is read, then the suggestion is the blue button; chosen, taking is", async () => {
        await upload("征缴科-2012.csv", "题名,日期,页数\n社会保险费缴费基数核定表,2012-02-03,4\n社会保险缴费核定表,2012-02-04,2\n");
        const buttons = await marked();
        assert.equal(buttons.length, 1, buttons.join());
        assert.match(buttons[0], /^ZJ 二\(一\)/);
        const order = await page.evaluate(() => [".verdict", "#where", "#problems", "#mapping"].map((one) => document.querySelector(one).getBoundingClientRect().top));
        assert.deepEqual(order, [...order].sort((a, b) => a - b), "verdict, where to, problems, columns");
        await page.locator("main .main-act").click();
        await page.waitForURL(/place=/);
        assert.match((await marked()).join(), /^只收好的（2）/);
        assert.ok(await seen(".decide-acts .main-act") === 1, "and it is seen without scrolling");
    });

    test("Given rows that do not tell their year, when the sheet's name does, then that year is proposed beside class and step and sent with them", async () => {
        await upload("退费材料-2013.csv", "题名,页数\n社会保险费退费申请核定表,4\n社会保险费缴费基数核定表,2\n");
        assert.equal(await page.locator("#year").inputValue(), "2013");
        assert.match(await page.locator("#where").innerText(), /2013 取自表内日期或文件名，请核对/);
        await page.locator("#step").selectOption({ label: "二(一) 社会保险费征缴核定材料" });
        await page.locator("#again").click();
        await page.waitForURL(/year=2013/);
        assert.match((await marked()).join(), /^只收好的（2）/);
        assert.match(await main(), /2013-ZJ-/);
    });

    test("Given only bad rows, when the sheet is read, then seeing to them is the blue button and leads to the first", async () => {
        await upload("坏表.csv", "题名,日期,页数,年度,业务环节\n社会保险缴费核定表,2012-02-30,4,2012,二(一)\n社会保险缴费核定表,2012-02-03,,2012,二(一)\n");
        assert.match((await marked()).join(), /^处理问题/);
        await page.locator("#to-problems").click();
        await page.waitForURL(/#problems$/);
        await page.keyboard.press("F8");
        assert.equal(await page.locator("tr.trouble.current").count(), 1);
    });

    test("Given a file that is none of what it says, when it is refused, then no green mark stands beside the red one", async () => {
        await page.goto("/import");
        await page.locator("#file").setInputFiles({ name: "其实是文本.xlsx", mimeType: "text/csv", buffer: Buffer.from("题名,页数\n甲,1\n") });
        await page.getByRole("button", { name: "上传并试读" }).click();
        await page.locator(".problem.danger, main .problem").first().waitFor();
        assert.equal(await page.locator(".said, main :text('✓')").count(), 0);
    });

    test("Nothing complained meanwhile", () => assert.deepEqual(complaints, []));
});

describe("periods that have changed", () => {
    before(async () => {
        const rows = Array.from({ length: 12 }, (_, n) => `${2009 + n % 4},ZJ,记账凭证,记账凭证及附件材料第${n}号,${2009 + n % 4}-01-05,20`);
        const form = new FormData();
        form.append("file", new Blob(["年度,类别,业务环节,题名,日期,页数\n" + rows.join("\n") + "\n"]), "凭证.csv");
        for (const [name, value] of Object.entries({ dry_run: "false", on_error: "stop" })) form.append(name, value);
        const said = await (await fetch(`${house.address}/api/v1/import`, { method: "POST", body: form })).json();
        assert.equal(said.written, 12, JSON.stringify(said.problems));
        await waitFor(async () => (await (await fetch(`${house.address}/api/v1/find?q=${encodeURIComponent("记账凭证")}&kind=item`)).json()).total === 12);
    });

    for (const path of ["/volumes", "/items", "/search"].map((list) => `${list}?q=${encodeURIComponent("凭证")}`)) {
        test(`Given ${path.split("?")[0]}, then both periods are read whole, and no row is above 40 px`, async () => {
            await page.goto(path);
            const rows = await page.locator("main table tbody tr").evaluateAll((all) => all.map((row) => {
                const cell = [...row.cells].find((one) => one.textContent.trim().startsWith("15年"));
                return { height: row.getBoundingClientRect().height, text: cell?.innerText.trim(), cut: cell ? cell.scrollWidth > cell.clientWidth : null };
            }));
            const changed = rows.filter((row) => row.text);
            assert.ok(changed.length >= 4, JSON.stringify(rows));
            for (const row of changed) assert.deepEqual([row.text, row.cut], ["15年（现行 30年）", false], JSON.stringify(row));
            assert.ok(Math.max(...rows.map((row) => row.height)) <= 40, JSON.stringify(rows));
        });
    }

    test("Given a volume, then its head says both periods beside its tools, and the page tells how they came", async () => {
        const { rows } = await (await fetch(`${house.address}/api/v1/volumes`)).json();
        await page.goto(`/volumes/${rows.find((row) => row.period_now === "30").id}`);
        assert.match(await page.locator(".volume-head .counts").innerText(), /15年（现行 30年）/);
        assert.equal(await seen(".volume-head .counts"), 1);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth), false);
        assert.deepEqual(await page.locator("#periods ~ .scroll").first().locator("tbody td:nth-child(2)").allInnerTexts(), ["15年", "30年"]);
    });
});

describe("printing, handing over, the scheme, home", () => {
    before(async () => {
        // a volume a year
        const rows = Array.from({ length: 14 }, (_, n) => `${2009 + n},ZJ,社会保险费征缴核定材料,社会保险缴费核定表第${n}号,${2009 + n}-01-05,20`);
        const form = new FormData();
        form.append("file", new Blob(["年度,类别,业务环节,题名,日期,页数\n" + rows.join("\n") + "\n"]), "各年.csv");
        for (const [name, value] of Object.entries({ dry_run: "false", on_error: "stop" })) form.append(name, value);
        const said = await (await fetch(`${house.address}/api/v1/import`, { method: "POST", body: form })).json();
        assert.equal(said.written, 14, JSON.stringify(said.problems));
    });

    test("Given nothing chosen, when labels are opened, then the list to tick in stands beside the form, ten rows and the button in sight", async () => {
        await page.goto("/labels");
        assert.match(await page.locator("#chosen-head").innerText(), /还没有选/);
        assert.ok(await seen(".offered tbody tr") >= 10, `${await seen(".offered tbody tr")} rows`);
        const heights = await page.locator(".offered tbody tr").evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().height));
        assert.ok(Math.max(...heights) <= 40, `${Math.max(...heights)} px`);
        assert.equal(await seen("main button.main-act[formmethod=post]"), 1);
        assert.ok(await page.locator("main button.main-act[formmethod=post]").isDisabled(), "nothing to print yet");
        assert.equal(await page.locator("main input[name=volume]:checked").count(), 0);
        await codesAreInOrder(page);
    });

    test("When two volumes are ticked, then they are chips, their labels are seen beside the form, and all of it without scrolling", async () => {
        await page.goto("/labels?form=volume_label%401");
        for (const at of [0, 1]) await page.locator(".offered input[name=volume]").nth(at).check();
        await page.getByRole("button", { name: "加入所选" }).click();
        await page.locator("svg.sheet image").first().waitFor();
        assert.equal(await seen(".chosen .chip"), 2);
        assert.equal(await seen("main button.main-act[formmethod=post]"), 1);
        assert.equal(await seen("svg.sheet"), 1, "the whole first page");
        const [form, sheet] = await page.evaluate(() => [".form-and-preview form", "svg.sheet"].map((one) => document.querySelector(one).getBoundingClientRect()));
        assert.ok(sheet.left >= form.right, "beside, not beneath");
        await page.locator(".chosen .chip a").first().click();
        await page.waitForLoadState();
        assert.equal(await page.locator(".chosen .chip").count(), 1);
    });

    test("When a scope is handed over, then it stands as chips beside the first page of the register", async () => {
        const { rows } = await (await fetch(`${house.address}/api/v1/volumes`)).json();
        for (const row of rows) await fetch(`${house.address}/api/v1/volumes/${row.id}/closing`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ checked_by: "李" }) });
        await page.goto("/transfer?year=2010..2011");
        assert.ok(await seen(".chosen .chip") >= 2, "year and state");
        assert.equal(await seen("main button.main-act"), 1);
        assert.equal(await seen("svg.sheet"), 1);
        await page.goto("/transfer");
        assert.ok(await page.locator("main button.main-act[formmethod=post]").isDisabled(), "nothing is handed over by default");
    });

    test("When a scheme is opened, then its tree comes first, every class in sight, and no word of its file", async () => {
        await page.goto("/schemes/wuhu-2009");
        assert.equal(await seen(".scheme-tree > ul > li"), 9);
        assert.ok(await seen(".rules tbody tr") >= 4, `${await seen(".rules tbody tr")} steps`);
        const tree = await page.locator(".scheme-tree").evaluate((node) => node.getBoundingClientRect().top);
        const findings = await page.locator("#findings").evaluate((node) => node.getBoundingClientRect().top);
        assert.ok(tree < findings);
        const text = await main();
        for (const word of ["[[", "valid_from", "item_page", "accounting", "national）"]) assert.ok(!text.includes(word), word);
        await page.locator(".scheme-tree summary").nth(1).click();
        await page.locator(".scheme-tree li li a").filter({ visible: true }).nth(2).click();
        assert.ok(await page.evaluate(() => document.querySelector("tr:target").getBoundingClientRect().top >= 56), "the step is not under the band");
    });

    test("When home is opened the day after, then unfinished work, growth and use are in sight, and the bell leads to the notices", async () => {
        await upload("明天再收.csv", "题名,日期,页数\n核定表,2012-02-03,4\n");
        await page.goto("/");
        assert.ok(await seen(".unfinished tr") >= 1);
        assert.match(await page.locator(".unfinished").innerText(), /明天再收\.csv/);
        assert.equal(await seen(".months"), 2, "closed, and visits");
        await page.locator("a[href='/notices']").first().click();
        await page.waitForURL(/\/notices$/);
        assert.match(await main(), /提醒/);
    });

    test("Nothing complained meanwhile", () => assert.deepEqual(complaints, []));
});
