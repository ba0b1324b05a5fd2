// Everybody a destruction takes: accounts, posts, and a session each; and volumes whose time has run out.

import assert from "node:assert/strict";
import { enter } from "./house.mjs";

/** Login, name and post. */
export const STAFF = [
    ["guanzhang", "馆长乙", "manager"],
    ["fuze", "负责人丙", "appraiser"], ["yewu", "业务丁", "appraiser"], ["dangan", "档案戊", "appraiser"], ["xingzheng", "行政己", "appraiser"],
    ["juzhang", "局长庚", "head"],
    ["jianxiao1", "监销辛", "supervisor"], ["jianxiao2", "监销壬", "supervisor"],
];

const post = async (address, path, form) => {
    const answer = await fetch(address + path, { method: "POST", body: new URLSearchParams(form), redirect: "manual" });
    const text = await answer.text();
    assert.ok(answer.status < 400, `${path}: ${answer.status} ${text}`);
    return text;
};

/** Gives everybody an account and a post; each one's session, by login. */
export async function openOffice(address) {
    const sessions = {};
    for (const [login, name, given] of STAFF) {
        const page = await post(address, "/accounts", { login, name, section: "", duty: "", system_user: "", until: "" });
        const secret = /<code class="code">([^<]+)<\/code>/.exec(page)[1];
        await post(address, `/accounts/${login}/posts`, { post: given, fonds: "", until: "" });
        sessions[login] = await enter(address, login, secret);
    }
    return sessions;
}

/** Files and closes as many volumes of 2009 of a step, by itself one that is kept for ten years; their ids. `more` records stand in the last, too. */
export async function closeVolumes(address, count, step = "催缴材料", more = 0) {
    const rows = Array.from({ length: count + more }, (_, n) =>
        `催缴通知书${n + 1},2009-03-${String(Math.min(n + 1, 28)).padStart(2, "0")},${n < count ? 150 : 5}\n`).join("");
    const form = new FormData();
    form.append("file", new Blob(["题名,日期,页数\n" + rows]), "催缴-2009.csv");
    for (const [key, value] of Object.entries({ dry_run: "false", year: "2009", class: "ZJ", step })) form.append(key, value);
    const taken = await fetch(`${address}/api/v1/import`, { method: "POST", body: form }).then((answer) => answer.json());
    assert.equal(taken.written, count + more, JSON.stringify(taken).slice(0, 500));
    const { rows: volumes } = await fetch(`${address}/api/v1/volumes`).then((answer) => answer.json());
    for (const volume of volumes) {
        const closed = await fetch(`${address}/api/v1/volumes/${volume.id}/closing`, {
            method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ checked_by: "李" }),
        });
        assert.ok(closed.ok, await closed.text());
    }
    assert.equal(volumes.length, count);
    return volumes.map((volume) => volume.id);
}
