// Invented people in a small archive, an eye on the addresses a page asks for, and a scanner.

import assert from "node:assert/strict";

export const ZHANG = "990000199003071235";
export const NAMESAKE = "990000198807121213";

/** Files papers and gives them their persons, as programs do. */
export async function fillHouse(address) {
    const form = new FormData();
    const rows = ["题名,日期,页数,单位名称", "缴费基数申报核定表,2009-02-03,4,镜湖纺织厂", "补缴社会保险费核定表,2009-03-05,2,镜湖纺织厂", "退费申请核定表,2009-06-01,1,弋江商贸"];
    form.append("file", new Blob([rows.join("\n")]), "征缴科.csv");
    for (const [name, value] of Object.entries({ dry_run: "false", on_error: "stop", year: "2009", step: "二(一)" })) form.append(name, value);
    const taken = await fetch(`${address}/api/v1/import`, { method: "POST", body: form }).then((answer) => answer.json());
    assert.equal(taken.accepted ?? taken.written, 3, JSON.stringify(taken));
    const found = await waitFor(async () => {
        const answer = await fetch(`${address}/api/v1/find?class=collection&kind=item&limit=50`).then((answer) => answer.json());
        return answer.total === 3 && answer.hits;
    });
    const id = (title) => found.find((hit) => hit.title === title).id;
    const many = Array.from({ length: 8 }, (_, n) => ({ name: `职工${"甲乙丙丁戊己庚辛"[n]}` }));
    many[6] = { name: "张小梅", id_number: ZHANG };
    many[7] = { name: "张小梅", id_number: NAMESAKE };
    const persons = { 缴费基数申报核定表: many, 补缴社会保险费核定表: [{ name: "张小梅", id_number: ZHANG }], 退费申请核定表: [{ name: "李四" }] };
    for (const [title, people] of Object.entries(persons)) {
        const answer = await fetch(`${address}/api/v1/items/${id(title)}/corrections`, {
            method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ persons: people, reason: "补人员" }),
        });
        assert.equal(answer.status, 200, await answer.text());
    }
    await waitFor(async () => (await fetch(`${address}/api/v1/find?q=zxm`).then((answer) => answer.json())).total === 2);
    return { form: id("缴费基数申报核定表"), own: id("补缴社会保险费核定表") };
}

export async function waitFor(look) {
    for (let tries = 0; ; tries++) {
        const seen = await look();
        if (seen) return seen;
        if (tries > 100) throw new Error(`waited in vain for ${look}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
}

/** Every address a page asks for; none may hold a person's number. */
export function watchAddresses(page) {
    const seen = [];
    page.on("request", (request) => seen.push(decodeURIComponent(request.url())));
    page.on("framenavigated", (frame) => seen.push(decodeURIComponent(frame.url())));
    return {
        seen,
        check() {
            assert.ok(seen.length > 0);
            for (const address of seen) {
                for (const word of [ZHANG, NAMESAKE, ZHANG.slice(-6), "张小梅", "zxm"]) assert.ok(!address.includes(word), `${word} stands in ${address}`);
            }
        },
    };
}

/** Keys as a scanner sends them: twelve milliseconds apart, Enter at the end. */
export async function burst(page, text) {
    const cdp = await page.context().newCDPSession(page);
    const sent = [];
    // the moments are said, not left to how busy this machine is
    let moment = Date.now() / 1000;
    const key = (type, what) => sent.push(cdp.send("Input.dispatchKeyEvent", { type, timestamp: (moment += 0.006), ...what }));
    for (const char of text) {
        key("keyDown", { key: char, text: char, code: /^\d$/.test(char) ? `Digit${char}` : "" });
        key("keyUp", { key: char });
    }
    const enter = { key: "Enter", code: "Enter", windowsVirtualKeyCode: 13 };
    key("keyDown", { ...enter, text: "\r" });
    key("keyUp", enter);
    await Promise.all(sent);
    await cdp.detach().catch(() => {});
}
