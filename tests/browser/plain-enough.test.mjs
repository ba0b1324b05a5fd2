// Script and style as files: plain enough for Chromium 78. How small they are on their way is seen in
// tests/it/pages/around.rs.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "acorn";

const folder = join(dirname(fileURLToPath(import.meta.url)), "../../assets/web");
const files = (ending, within = "") => readdirSync(join(folder, within), { withFileTypes: true }).flatMap((entry) => {
    const name = join(within, entry.name);
    return entry.isDirectory() ? files(ending, name) : name.endsWith(ending) ? [name] : [];
});
const read = (name) => readFileSync(join(folder, name), "utf8");

/** Everything Chromium 78 lacks that a script could call by name. */
const TOO_NEW = [
    "replaceAll", "at", "structuredClone", "replaceChildren", "submitter", "randomUUID", "findLast", "findLastIndex",
    "toSorted", "toReversed", "toSpliced", "groupBy", "hasOwn", "any", "clipboard", "serviceWorker",
    "showPicker", "checkVisibility", "getHTML", "setHTML", "isWellFormed", "WeakRef", "queryLocalFonts",
];

/** Names of members a program reaches for, with the line. */
function members(program) {
    const found = [];
    const walk = (node) => {
        if (!node || typeof node !== "object") return;
        if (Array.isArray(node)) return node.forEach(walk);
        const named = node.type === "MemberExpression" && !node.computed;
        // an object may have a field `at`; only calling it is the newer method
        if (named && node.property.name !== "at") found.push([node.property.name, node.loc.start.line]);
        if (node.type === "CallExpression" && node.callee.type === "MemberExpression" && node.callee.property.name === "at") found.push(["at", node.loc.start.line]);
        if (node.type === "Identifier") found.push([node.name, node.loc.start.line, true]);
        for (const key of Object.keys(node)) if (key !== "loc") walk(node[key]);
    };
    walk(program);
    return found;
}

/** What is wrong with a script: a message, or nothing. */
function scriptFaults(name, text) {
    let program;
    try {
        program = parse(text, { ecmaVersion: 2019, sourceType: "module", locations: true });
    } catch (error) {
        return [`${name}: ${error.message}: not ES2019`];
    }
    const global = ["structuredClone", "WeakRef"];
    return members(program)
        .filter(([member, , bare]) => TOO_NEW.includes(member) && (!bare || global.includes(member)))
        .map(([member, line]) => `${name}:${line}: ${member} is not in Chromium 78 (or not over plain HTTP)`);
}

const STYLE = [
    [/(^|[;{\s])(row-gap|column-gap|gap)\s*:/, "gap works in grids only as grid-gap there, in flex boxes not at all"],
    [/:(is|where|has|focus-visible|dir|user-invalid|modal|popover-open)\b/, "selector unknown: the whole rule is dropped"],
    [/:not\([^()]*,/, "a list inside :not() is unknown"],
    [/(^|[;{\s])inset(-\w+)*\s*:/, "inset is unknown"],
    [/aspect-ratio\s*:/, "aspect-ratio is unknown"],
    [/color-mix\(|\b(clamp|min|max)\(|\b(lch|lab|oklch)\(/, "function is unknown: the declaration is dropped"],
    [/@(layer|container|property|scope|starting-style)\b/, "at-rule is unknown"],
    [/container-(type|name)\s*:/, "containers are unknown"],
    [/\b\d+(d|s|l)v[hw]\b/, "unit is unknown"],
];

function styleFaults(name, text) {
    const plain = text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, " "));
    const faults = [];
    plain.split("\n").forEach((line, at) => {
        for (const [pattern, why] of STYLE) if (pattern.test(line)) faults.push(`${name}:${at + 1}: ${why}: ${line.trim()}`);
        if (/^\s*&|[{;]\s*&/.test(line)) faults.push(`${name}:${at + 1}: nesting is unknown`);
    });
    // braces two deep are nesting, unless the outer one is an at-rule
    const stack = [];
    for (const [, head, brace] of plain.matchAll(/([^{}]*)([{}])/g)) {
        if (brace === "}") stack.pop();
        else {
            if (stack.length && !stack[stack.length - 1].startsWith("@")) faults.push(`${name}: nested rule ${head.trim()}`);
            stack.push(head.replace(/^[^;]*;/, "").trim());
        }
    }
    return faults;
}

describe("Given the files the pages load", () => {
    test("Then every script is an ES2019 module and calls nothing newer", () => {
        assert.ok(files(".js").length > 30);
        assert.deepEqual(files(".js").flatMap((name) => scriptFaults(name, read(name))), []);
    });

    test("Then no style uses what Chromium 78 does not know", () => {
        assert.deepEqual(files(".css").flatMap((name) => styleFaults(name, read(name))), []);
    });

    test("And the checks themselves catch what they are for", () => {
        for (const text of ["a?.b", "a ?? b", "class A { x = 1 }", "await a", "export * as a from './a.js'", "import.meta.url", "a.replaceAll('x', 'y')", "structuredClone(a)", "navigator.clipboard", "list.at(-1)"]) {
            assert.notDeepEqual(scriptFaults("x.js", text), [], text);
        }
        for (const text of [".a { gap: 4px }", "a:is(b) { x: y }", ".a { .b { x: y } }", ".a { inset: 0 }", "@layer a { }", ".a { &:hover { x: y } }", ".a{width:min(1px,2px)}"]) {
            assert.notDeepEqual(styleFaults("x.css", text), [], text);
        }
        assert.deepEqual(styleFaults("x.css", "@media print { .a { grid-gap: 4px; margin: 0 } }"), []);
        assert.deepEqual(scriptFaults("x.js", "var at = 1; at += 1; list.map(f)"), []);
    });
});
