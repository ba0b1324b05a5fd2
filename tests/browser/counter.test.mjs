// The counter, by keys alone: one person's paper found, registered and copied while she waits; scanners;
// input methods; numbers that never stand in an address. Once more without script.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { openBrowser, openHouse, openPage } from "./house.mjs";
import { burst, fillHouse, NAMESAKE, watchAddresses, ZHANG } from "./people.mjs";

// hands are never as quick as a scanner
const byHand = (page) => page.waitForTimeout(90);

let browser;
before(async () => { browser = await openBrowser(); });
after(async () => { await browser?.close(); });

describe("the counter, by keys", () => {
    let house, page, complaints, context, addresses;
    before(async () => {
        house = await openHouse();
        await fillHouse(house.address);
        ({ page, complaints, context } = await openPage(browser, house.address));
        addresses = watchAddresses(page);
    });
    after(async () => {
        await context?.close();
        await house?.close();
    });

    const idle = async () => {
        await page.goto("/counter");
        await page.waitForFunction(() => document.activeElement && document.activeElement.id === "ask");
    };

    test("Given a person at the counter, when her initials are typed, then her paper is found, registered and copied in 5 actions", async () => {
        await idle();
        let actions = 0;
        const action = async (press) => {
            actions += 1;
            await press();
            await byHand(page);
        };
        const k = page.keyboard;
        await action(async () => { await k.type("zxm", { delay: 60 }); await byHand(page); await k.press("Enter"); });
        await page.waitForSelector(".person");
        await page.waitForLoadState("load");
        const text = await page.locator("main").innerText();
        assert.match(text, /990000\*{8}1235/);
        assert.match(text, /同名\s*2\s*人，请核对证件后 4 位/);
        assert.match(text, /第 1–4 页·表内第\s*7\s*行/, "the row inside the form is named");
        assert.doesNotMatch(text, new RegExp(ZHANG));
        assert.ok(text.indexOf("补缴社会保险费核定表") < text.indexOf("缴费基数申报核定表"), "the latest first");
        await action(() => k.press("1"));
        await action(() => k.press("q"));
        assert.equal(await page.locator("input[name=who]:checked").getAttribute("value"), "self");
        assert.equal(await page.locator("input[name=why]:checked").getAttribute("value"), "benefit");
        await action(() => k.press("Enter"));
        await page.waitForURL(/\/consultations\/1\?/);
        const where = await page.locator("main").innerText();
        assert.match(where, /2009-ZJ-社会保险费征缴核定材料-1/);
        assert.match(where, /第 5–6 页/);
        assert.match(where, /本人 · 待遇核定/);
        await action(() => k.press("p"));
        await page.waitForURL(/\/consultations\/1\/paper/);
        const sheet = await page.locator(".paper").innerText();
        assert.match(sheet, /仅供待遇核定使用 2026-11-21/);
        assert.match(sheet, /经核对与原件一致（章）/);
        assert.equal(actions, 5, "query, identity, purpose, record, copy");
        const register = await fetch(`${house.address}/consultations`).then((answer) => answer.text());
        assert.match(register, /复制/);
    });

    test("When the form of many is chosen with the arrows, then its row is named and Esc leads back with who and why still chosen", async () => {
        await idle();
        await page.keyboard.type("zhangxiao", { delay: 60 });
        await byHand(page);
        await page.keyboard.press("Enter");
        await page.waitForSelector(".person");
        await page.waitForLoadState("load");
        for (const key of ["1", "w", "ArrowDown", "Enter"]) { await page.keyboard.press(key); await byHand(page); }
        await page.waitForURL(/\/consultations\/2\?/);
        assert.match(await page.locator("main").innerText(), /表内第\s*7\s*行/);
        await page.keyboard.press("Escape");
        await page.waitForURL(/\/counter\?s=/);
        assert.equal(await page.locator("input[name=why]:checked").getAttribute("value"), "service_years");
    });

    test("Given a lawyer without the letter's number, when a record is asked for, then it is refused at the field and nothing is registered", async () => {
        await idle();
        await page.keyboard.type("zxm", { delay: 60 });
        await byHand(page);
        await page.keyboard.press("Enter");
        await page.waitForSelector(".person");
        await page.waitForLoadState("load");
        for (const key of ["4", "t"]) { await page.keyboard.press(key); await byHand(page); }
        assert.match(await page.locator("[data-must=document]").innerText(), /律所函号（要填）/);
        await page.locator("#asker").fill("王律师");
        await page.locator("#asker").press("Enter");
        assert.match(await page.evaluate(() => document.activeElement.className), /row/, "Enter goes on to the record");
        await byHand(page);
        await page.keyboard.press("Enter");
        await page.waitForSelector("#problems");
        assert.equal(await page.evaluate(() => document.activeElement.id), "document");
        assert.equal(await page.locator("#asker").inputValue(), "王律师", "what was typed is kept");
        await page.keyboard.type("函〔2026〕7号", { delay: 60 });
        await page.keyboard.press("Enter");
        await byHand(page);
        await page.keyboard.press("Enter");
        await page.waitForURL(/\/consultations\/3\?/);
    });

    test("Given an input method at work, when Enter confirms its words, then half a word is not sent", async () => {
        await idle();
        const cdp = await context.newCDPSession(page);
        await cdp.send("Input.imeSetComposition", { text: "zhang", selectionStart: 5, selectionEnd: 5 });
        const composing = { key: "Process", code: "Enter", windowsVirtualKeyCode: 229, nativeVirtualKeyCode: 229 };
        await cdp.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...composing });
        await page.waitForTimeout(150);
        assert.match(page.url(), /\/counter$/, "nothing was sent");
        await cdp.send("Input.insertText", { text: "张小梅" });
        assert.equal(await page.locator("#ask").inputValue(), "张小梅");
        // some input methods send the confirming Enter after the words
        await cdp.send("Input.dispatchKeyEvent", { type: "keyDown", key: "Enter", code: "Enter", windowsVirtualKeyCode: 13, text: "\r" });
        await page.waitForTimeout(150);
        await byHand(page);
        if (/\/counter$/.test(page.url())) await page.keyboard.press("Enter");
        await page.waitForURL(/\/counter\?s=/);
        assert.match(await page.locator("main").innerText(), /990000\*{8}1213/);
    });

    test("Given a card on the scanner, when it types faster than hands, then the question is asked from wherever the focus is, full-width digits too", async () => {
        for (const typed of [ZHANG, [...ZHANG].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).join("")]) {
            await idle();
            await page.evaluate(() => document.activeElement.blur());
            await burst(page, typed);
            await page.waitForURL(/\/counter\?s=/);
            const text = await page.locator("main").innerText();
            assert.match(text, /990000\*{8}1235/);
            assert.doesNotMatch(text, /990000\*{8}1213/, "the whole number means her alone");
            assert.equal(await page.locator("input[name=who]:checked").getAttribute("value"), "self", "the card's own person");
        }
    });

    test("When the burst comes on the page of results, then its digits pick nobody's identity", async () => {
        await page.keyboard.press("5");
        await byHand(page);
        assert.equal(await page.locator("input[name=who]:checked").getAttribute("value"), "court");
        const before = page.url();
        await burst(page, NAMESAKE);
        await page.waitForURL((address) => address.href !== before);
        assert.match(await page.locator("main").innerText(), /990000\*{8}1213/);
        assert.equal(await page.locator("input[name=who]:checked").getAttribute("value"), "self");
    });

    test("Given a number misread, when it is scanned, then a red strip says so and nothing is asked", async () => {
        await idle();
        await burst(page, "990000199003071236");
        const strip = page.locator("#strip");
        await strip.waitFor({ state: "visible" });
        assert.match(await strip.innerText(), /校验码不对/);
        assert.doesNotMatch(await strip.innerText(), /990000199003071236/);
        assert.match(page.url(), /\/counter$/);
    });

    test("Given nobody of that name, when it is asked, then the page says what was tried with its counts and a certificate is issued", async () => {
        await idle();
        await page.locator("#ask").fill("张晓梅");
        await page.keyboard.press("Enter");
        await page.waitForSelector(".nothing");
        const text = await page.locator(".nothing").innerText();
        assert.match(text, /同音（拼音 zhangxiaomei）\s*2 件/);
        assert.match(text, /一个字不同（张晓）\s*0 件/);
        for (const key of ["1", "y"]) { await page.keyboard.press(key); await byHand(page); }
        await page.getByRole("button", { name: "登记未查到" }).press("Enter");
        assert.match(await page.locator("#problems").innerText(), /本人.*要登记姓名/, "no record says who she is");
        await page.locator("#asker").fill("张晓梅");
        await page.getByRole("button", { name: "登记未查到" }).press("Enter");
        await page.waitForURL(/\/consultations\/\d+\?/);
        await byHand(page);
        await page.keyboard.press("p");
        await page.waitForURL(/\/paper/);
        assert.match(await page.locator(".paper").innerText(), /查无档案证明[\s\S]*张晓梅/);
    });

    test("When a number is shown, then it stands on the page alone and in the log", async () => {
        await idle();
        await page.keyboard.type("zxm", { delay: 60 });
        await byHand(page);
        await page.keyboard.press("Enter");
        await page.waitForSelector(".person");
        await page.waitForLoadState("load");
        await page.locator("[data-reveal]").first().click();
        await page.getByText("没有写看完整号码的事由").waitFor();
        await page.locator("#why-benefit").check();
        await page.clock.install();
        await page.locator("[data-reveal]").first().click();
        await page.waitForFunction((number) => document.querySelector("main").innerText.includes(number), ZHANG);
        assert.match(await page.locator(".seen-by").innerText(), /\d\d:\d\d 待遇核定$/);
        assert.doesNotMatch(await page.locator("main").innerText(), new RegExp(NAMESAKE), "one, not both");
        const log = await fetch(`${house.address}/api/v1/events?size=5`).then((answer) => answer.text());
        assert.match(log, /id_number_shown/);
        assert.doesNotMatch(log, new RegExp(ZHANG));
        // a minute later it is masked again
        await page.clock.runFor(61_000);
        assert.doesNotMatch(await page.locator("main").innerText(), new RegExp(ZHANG));
        assert.equal(await page.locator(".seen-by").count(), 0);
    });

    test("No address of all this held a person's name or number, and nothing complained", () => {
        addresses.check();
        assert.deepEqual(complaints.filter((said) => !/422/.test(said)), []);
    });
});

describe("the counter without script", () => {
    let house, page, complaints, context, addresses;
    before(async () => {
        house = await openHouse();
        await fillHouse(house.address);
        ({ page, complaints, context } = await openPage(browser, house.address, { script: false }));
        addresses = watchAddresses(page);
    });
    after(async () => {
        await context?.close();
        await house?.close();
    });

    test("Given a browser without script, when a person is looked for by the form, then she is found, registered, copied, and her number shown on a page of its own", async () => {
        await page.goto("/counter");
        await page.locator("#ask").fill("071235");
        await page.locator("#ask").press("Enter");
        await page.locator("#who-relative").check();
        await page.locator("#why-benefit").check();
        await page.locator(".row").first().click();
        assert.match(await page.locator("main").innerText(), /要登记姓名/);
        await page.locator("#asker").fill("李亲属");
        await page.locator(".row").first().click();
        assert.match(page.url(), /\/consultations\/1\?/);
        await page.getByRole("button", { name: "出具复制件" }).click();
        assert.match(await page.locator(".paper").innerText(), /仅供待遇核定使用/);
        await page.goBack();
        await page.getByRole("link", { name: "回到结果" }).click();
        assert.equal(await page.locator("#asker").inputValue(), "李亲属");
        await page.locator("[data-reveal]").first().click();
        assert.doesNotMatch(await page.locator("main").innerText(), new RegExp(ZHANG));
        await page.getByLabel("看完整号码的事由").selectOption("same_person");
        await page.getByRole("button", { name: "显示" }).click();
        assert.match(await page.locator("main").innerText(), new RegExp(ZHANG));
        await page.goto("/consultations");
        assert.match(await page.locator("main").innerText(), /李亲属/);
        addresses.check();
        assert.deepEqual(complaints.filter((said) => !/422/.test(said)), []);
    });
});
