// The scripts as modules: what they import is there, no two import each other, and nothing stands on the window.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const folder = join(dirname(fileURLToPath(import.meta.url)), "../../assets/web");
const templates = join(folder, "../../templates");

const filesIn = (within, ending) => readdirSync(within).flatMap((name) => {
    const path = join(within, name);
    return statSync(path).isDirectory() ? filesIn(path, ending) : path.endsWith(ending) ? [path] : [];
});
const scripts = filesIn(folder, ".js");
const importsOf = (path) => [...readFileSync(path, "utf8").matchAll(/^(?:import|export) (?:[^"]*from )?"([^"]+)";$/gm)].map(([, from]) => from);
const name = (path) => path.slice(folder.length + 1);

/** The first ring of imports, as names; empty if there is none. */
function ring(graph) {
    const done = new Set();
    const walk = (path, way) => {
        if (way.includes(path)) return way.slice(way.indexOf(path)).concat(path);
        if (done.has(path)) return [];
        for (const next of graph.get(path) ?? []) {
            const found = walk(next, way.concat(path));
            if (found.length) return found;
        }
        done.add(path);
        return [];
    };
    for (const path of graph.keys()) {
        const found = walk(path, []);
        if (found.length) return found;
    }
    return [];
}

describe("the scripts", () => {
    test("import only files that are there, by their relative names", () => {
        assert.ok(scripts.length > 30, `${scripts.length} scripts`);
        for (const path of scripts) {
            for (const from of importsOf(path)) {
                assert.match(from, /^\.\.?\/[\w/]+\.js$/, name(path));
                assert.ok(existsSync(join(dirname(path), from)), `${name(path)} imports ${from}`);
            }
        }
    });

    test("never import each other in a ring", () => {
        const graph = new Map(scripts.map((path) => [path, importsOf(path).map((from) => normalize(join(dirname(path), from)))]));
        assert.deepEqual(ring(graph).map(name), []);
        assert.deepEqual(ring(new Map([["a", ["b"]], ["b", ["c"]], ["c", ["b"]]])), ["b", "c", "b"]);
    });

    test("put nothing on the window", () => {
        for (const path of scripts) assert.doesNotMatch(readFileSync(path, "utf8"), /window\.\w+ = /, name(path));
    });

    test("are all loaded by a template, or by one that is", () => {
        const html = filesIn(templates, ".html").map((path) => readFileSync(path, "utf8")).join("");
        const loaded = new Set([...html.matchAll(/<script src="\{\{ frame\.asset\("([^"]+)"\) \}\}" type="module"/g)].map(([, file]) => join(folder, file)));
        for (const path of loaded) for (const from of importsOf(path)) loaded.add(normalize(join(dirname(path), from)));
        assert.deepEqual(scripts.filter((path) => !loaded.has(path)).map(name), []);
    });
});
