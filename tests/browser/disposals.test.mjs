// A destruction from what is due to its end, by nine people signed in: by keyboard and scanner, on screens of 1366×768.

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { after, before, test } from "node:test";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { openBrowser, openHouse, openPageAs, openPage, password } from "./house.mjs";
import { closeVolumes, openOffice } from "./office.mjs";
import { burst } from "./people.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const VIEW = { width: 1366, height: 768 };
const VOLUMES = 24;
const NUMBER = "X2026-001";
const BATCH = `/disposals/${NUMBER}`;
let browser, house, page, context, complaints, volumes, held, stays;
const people = {};

before(async () => {
    browser = await openBrowser();
    house = await openHouse();
    volumes = await closeVolumes(house.address, VOLUMES, "催缴材料", 1);
    held = volumes[3];
    const sessions = await openOffice(house.address);
    for (const [login, session] of Object.entries(sessions)) people[login] = await openPageAs(browser, house.address, session, { viewport: VIEW });
    ({ page, context, complaints } = await openPage(browser, house.address));
    page.setDefaultTimeout(8000);
    await page.setViewportSize(VIEW);
    const placed = await page.request.post("/api/v1/holds", { data: { ground: "诉讼", basis: "（2026）皖02民初7号", volumes: [held] } });
    assert.ok(placed.ok(), await placed.text());
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
async function sound(page, name) {
    const bytes = new globalThis.TextEncoder().encode(await (await page.request.get(page.url())).text()).length;
    assert.ok(bytes <= 60 * 1024, `${name}: ${bytes} bytes`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${name} is ${wide} pixels too wide`);
    if (process.env.PICTURES) await page.screenshot({ path: join(process.env.PICTURES, `${name}.png`) });
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    assert.deepEqual(violations.map((one) => `${name}: ${one.id}: ${one.nodes.slice(0, 2).map((node) => node.html.slice(0, 140)).join(" | ")}`), []);
}

const next = (page) => Promise.all([page.waitForNavigation(), page.keyboard.press("Control+Enter")]);
const focused = (page) => page.evaluate(() => document.activeElement.id);

test("Given what is due, when the whole list is taken, then what is held is left out with its reason, and cannot be ticked", async () => {
    await page.goto("/retention?year=2026");
    const row = page.locator("tr.volume", { hasText: "2026-001" });
    assert.equal(await row.locator("input[type=checkbox]").isDisabled(), true);
    await page.getByRole("link", { name: "整个清单建立鉴定批次…" }).click();
    assert.match(await page.locator("main").innerText(), /24 卷/);
    await sound(page, "new");
    await next(page);
    assert.match(await page.locator("main").innerText(), /列入 23 卷，未列入 1 卷/);
    assert.match(await page.locator(".problems").innerText(), /诉讼 2026-001/);
    await sound(page, "opened");
    await next(page);
    assert.equal(new URL(page.url()).pathname, BATCH);
});

test("The batch shows its way, its arithmetic, whom it waits for and twelve of its volumes without scrolling", async () => {
    assert.match(await page.locator(".way [aria-current=step]").innerText(), /◉ 检查\s现在/);
    for (const what of [".way", ".sum", ".next .main-act", ".groups", ".beside"]) await seen(page.locator(what).first(), what);
    const rows = await page.locator("table.batch tbody tr").evaluateAll((all) => all.map((row) => row.getBoundingClientRect().toJSON()));
    assert.equal(rows.length, 23);
    assert.ok(rows.every((row) => row.height <= 40), JSON.stringify(rows.map((row) => row.height)));
    const whole = rows.filter((row) => row.bottom <= VIEW.height).length;
    assert.ok(whole >= 8, `${whole} rows`);
    await sound(page, "draft");
});

test("When it is examined by Ctrl+Enter and the group sits down, then four members vote by keyboard alone", async () => {
    await next(page);
    for (const [seat, login] of [["leader", "fuze"], ["business", "yewu"], ["archives", "dangan"], ["administration", "xingzheng"]]) {
        await page.locator(`#seat-${seat}`).selectOption(login);
        await Promise.all([page.waitForNavigation(), page.locator(`#seat-${seat}`).press("Tab").then(() => page.keyboard.press("Enter"))]);
    }
    for (const login of ["fuze", "yewu", "dangan", "xingzheng"]) {
        const own = people[login];
        await own.goto(BATCH);
        assert.equal(await focused(own), "vote-destroy");
        await seen(own.locator("#vote .main-act"), "the vote");
        if (login === "yewu") {
            await own.keyboard.press("e");
            assert.ok(await own.locator("#vote-keep").isChecked(), "a letter chooses");
            await own.keyboard.press("d");
            await own.locator("#vote-destroy").focus();
        } else await own.keyboard.press("Space");
        await Promise.all([own.waitForNavigation(), own.keyboard.press("Enter")]);
        assert.match(await own.locator(".said").innerText(), /已投票/);
    }
    await people.yewu.goto(`${BATCH}?vote=1`);
    await sound(people.yewu, "vote");
});

test("When a member's sheet comes back as another file, then it is refused with what is wrong, and nothing is voted", async () => {
    const own = people.yewu;
    await own.goto(BATCH);
    await own.locator("#votes-sheet summary").click();
    const [sheet] = await Promise.all([own.waitForEvent("download"), own.getByRole("button", { name: "下载我的表决表" }).click()]);
    await own.locator("#votes-file").setInputFiles({ name: "表决表.csv", mimeType: "text/csv", buffer: Buffer.from("结论,新期限,理由,表决号\n销毁,,,X2026-009 1 business 0 0\n") });
    await Promise.all([own.waitForNavigation(), own.getByRole("button", { name: "读入表决" }).click()]);
    assert.match(await own.locator("main").innerText(), /是批次 X2026-009 的/);
    await sound(own, "sheet-refused");
    await own.goto(BATCH);
    await own.locator("#votes-sheet summary").click();
    await own.locator("#votes-file").setInputFiles({ name: "表决表.xlsx", mimeType: "application/octet-stream", buffer: readFileSync(await sheet.path()) });
    await Promise.all([own.waitForNavigation(), own.getByRole("button", { name: "读入表决" }).click()]);
    assert.match(await own.locator("main").innerText(), /没有新的表决/);
});

test("When one member objects to a volume, then the batch says who differs and cannot go on until they agree", async () => {
    const own = people.yewu;
    await own.goto(BATCH);
    await own.locator("table.batch tbody input[type=checkbox]").first().check();
    await own.locator("#line-decision").selectOption("permanent");
    await Promise.all([own.waitForNavigation(), own.locator("#chosen").getByRole("button", { name: "投票" }).click()]);
    assert.match(await own.locator(".errors").innerText(), /没有写明理由/);
    assert.equal(await own.locator("table.batch tbody input[type=checkbox]").first().isChecked(), true);
    await own.locator("#line-reason").fill("涉诉未结");
    await Promise.all([own.waitForNavigation(), own.locator("#chosen").getByRole("button", { name: "投票" }).click()]);
    await page.goto(BATCH);
    assert.match(await page.locator(".beside").innerText(), /意见不一致/);
    assert.match(await page.locator(".groups").innerText(), /业务丁 转永久（涉诉未结）/);
    assert.equal(await page.locator(".next").count(), 0, "there is nothing to press");
    await sound(page, "objection");
    for (const login of ["fuze", "dangan", "xingzheng"]) {
        const other = people[login];
        await other.goto(BATCH);
        await other.locator("table.batch tbody input[type=checkbox]").first().check();
        await other.locator("#line-decision").selectOption("permanent");
        await other.locator("#line-reason").fill("同意业务部门意见");
        await Promise.all([other.waitForNavigation(), other.locator("#chosen").getByRole("button", { name: "投票" }).click()]);
    }
    await page.goto(BATCH);
    await sound(page, "agreed");
    await next(page);
    assert.match(await page.locator(".sum").innerText(), /清单 23 卷 ＝ 转永久 1 ＋ 待销毁 22/);
});

test("When opinion, both consents and the report are given, each by whoever's turn it is, then it can begin", async () => {
    assert.equal(await focused(page), "words");
    await page.keyboard.type("保管期满，无继续保存价值，建议销毁。");
    await next(page);
    await page.goto(BATCH);
    assert.equal(await page.locator(".next [name=words]").count(), 1, "a manager may sign as head of archives, but not his own batch");
    await next(page);
    assert.match(await page.locator(".errors").innerText(), /是本批经办人，不能审批/);
    for (const login of ["guanzhang", "juzhang"]) {
        const own = people[login];
        await own.goto(BATCH);
        assert.equal(await focused(own), "words");
        await own.keyboard.type("同意");
        await sound(own, `approval-${login}`);
        await next(own);
    }
    await page.goto(BATCH);
    assert.equal(await focused(page), "report-number");
    await page.keyboard.type("芜人社备〔2026〕7号");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.type("0");
    await sound(page, "report");
    await next(page);
    assert.match(await page.locator(".next").innerText(), /静置期已满/);
    await next(page);
    await sound(page, "destroying");
});

test("A record that may not go is kept out of its volume, by its code and a reason", async () => {
    await page.goto(BATCH);
    const shown = await (await page.request.get(`/api/v1/volumes/${volumes[VOLUMES - 1]}`)).json();
    stays = shown.items.at(-1);
    await page.getByText("抽出一件，卷仍销毁…").click();
    await page.locator("#keep-out-item").fill(stays.code);
    await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "抽出", exact: true }).click()]);
    assert.match(await page.locator("#keep-out-reason-error").innerText(), /没有写明理由/);
    await page.locator("#keep-out-reason").fill("货款未结清");
    await Promise.all([page.waitForNavigation(), page.locator("#keep-out-reason").press("Enter")]);
    assert.match(await page.locator(".said").innerText(), /已定为抽出/);
    assert.match(await page.locator("#kept-out").innerText(), /货款未结清.*仍在卷内/s);
    await sound(page, "kept-out");
});

test("On site, without script: every volume is scanned, a foreign barcode is a loud refusal, two supervisors sign in, the number is typed", async () => {
    const cookies = await context.cookies();
    const session = cookies.find((one) => one.name === "guidang-session");
    const site = await openPageAs(browser, house.address, { name: session.name, value: session.value }, { viewport: VIEW, javaScriptEnabled: false });
    await site.goto(`${BATCH}/site`);
    const batch = await (await page.request.get(`/api/v1${BATCH}`)).json();
    const size = await site.locator(".site").evaluate((one) => getComputedStyle(one).fontSize);
    assert.equal(size, "24px");
    for (const what of ["#called", "#login", "#place", "#typed", ".destroy"]) await seen(site.locator(what), what);
    assert.equal(await site.locator(".destroy").isDisabled(), true);
    const scan = (text) => Promise.all([site.waitForNavigation(), burst(site, text)]);
    await scan("200000047110");
    await seen(site.locator("[role=alert]"), "the refusal");
    assert.match(await site.locator("[role=alert]").innerText(), /放回原处/);
    assert.equal(await site.locator("#ticked").innerText(), "0");
    const toGo = batch.lines.filter((line) => line.fate.decided?.decision === "destroy");
    assert.equal(toGo.length, 22);
    for (const [at, line] of toGo.entries()) {
        await scan(line.barcode);
        assert.equal(await site.locator("#ticked").innerText(), String(at + 1));
        assert.match(await site.locator(".strip.good").innerText(), new RegExp(line.code.slice(-6).replace(/[()]/g, ".")));
        if (at === 9 && process.env.PICTURES) await site.screenshot({ path: join(process.env.PICTURES, "site.png") });
    }
    assert.match(await site.locator("#to-lay-aside").innerText(), /催缴通知书25/);
    await seen(site.locator("#to-lay-aside"), "what is to be taken out");
    if (process.env.PICTURES) await site.screenshot({ path: join(process.env.PICTURES, "lay-aside.png") });
    const { kept_out: [kept] } = await (await page.request.get(`/api/v1${BATCH}`)).json();
    await scan(kept.barcode);
    assert.equal(await site.locator("#to-lay-aside").count(), 0);
    for (const login of ["jianxiao1", "jianxiao2"]) {
        await site.keyboard.type(login);
        await site.keyboard.press("Tab");
        await site.keyboard.type(password);
        await Promise.all([site.waitForNavigation(), site.keyboard.press("Enter")]);
    }
    await seen(site.locator(".destroy"), "the order");
    assert.equal(await site.locator(".destroy").isEnabled(), true);
    if (process.env.PICTURES) await site.screenshot({ path: join(process.env.PICTURES, "order.png") });
    await site.locator("#place").fill("市造纸厂");
    await site.locator("#typed").fill("X2026-010");
    await Promise.all([site.waitForNavigation(), site.keyboard.press("Enter")]);
    assert.match(await site.locator("[role=alert]").innerText(), /不是本批的编号 X2026-001/);
    assert.equal(await site.locator("#place").inputValue(), "市造纸厂");
    await site.locator("#typed").fill(NUMBER);
    await Promise.all([site.waitForNavigation(), site.keyboard.press("Enter")]);
    assert.equal(await site.locator("#destroyed").innerText(), "22");
    assert.match(await site.locator("#sum").innerText(), /清单 23 卷 ＝ 转永久 1 ＋ 已销毁 22/);
});

test("Afterwards the batch, its papers, the board and the volumes say what happened", async () => {
    await page.goto(`${BATCH}/site`);
    await sound(page, "result");
    await page.goto(BATCH);
    await sound(page, "done");
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "销毁清册 PDF" }).click()]);
    assert.equal(readFileSync(await download.path()).subarray(0, 5).toString(), "%PDF-");
    for (const name of ["鉴定意见书", "销毁审批表", "鉴定工作报告", "销毁证明", "监销记录"]) {
        await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: `${name} PDF` }).click()]);
    }
    await page.locator("#papers-class").fill("management");
    await page.locator("#papers-step").fill("参保单位登记材料");
    await Promise.all([page.waitForNavigation(), page.getByRole("button", { name: "归档本批文件" }).click()]);
    assert.equal(await page.locator("#papers-filed li").count(), 6);
    await sound(page, "papers-filed");
    await page.locator("table.batch td.code a").nth(1).click();
    await page.waitForURL(/\/volumes\/\d+/);
    assert.doesNotMatch(await page.locator("main").innerText(), /destroyed/, "a key stands on the page");
    assert.match(await page.locator(".volume-head").innerText(), new RegExp(`已销毁\\s+2026-11-21 · ${NUMBER}`));
    await sound(page, "tombstone");
    await page.goto("/disposals?show=all");
    assert.match(await page.locator("table.board").innerText(), new RegExp(`${NUMBER}.*23`, "s"));
    await sound(page, "board");
    await page.goto("/retention?year=2026");
    assert.doesNotMatch(await page.locator("main").innerText(), /催缴通知书2\b/);
    assert.deepEqual(complaints.filter((one) => !/422/.test(one)), []);
});
