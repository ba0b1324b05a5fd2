// How the pages' scripts and their tests are written. Run by scripts/test from the top of the repository.

import js from "@eslint/js";

const ofBrowser = [
    "clearTimeout", "crypto", "document", "DOMParser", "Event", "fetch", "FormData", "localStorage", "location",
    "requestAnimationFrame", "sessionStorage", "setInterval", "clearInterval", "setTimeout", "window",
];
const ofTests = [
    "Blob", "atob", "Buffer", "ClipboardEvent", "DataTransfer", "URL", "console", "getComputedStyle", "globalThis", "process",
    "getSelection", "setImmediate", "InputEvent", "KeyboardEvent", "CompositionEvent", "DragEvent", "File", "URLSearchParams", "innerWidth",
    ...ofBrowser,
];
const readable = (names) => Object.fromEntries(names.map((name) => [name, "readonly"]));

export default [
    js.configs.recommended,
    {
        files: ["assets/web/**/*.js"],
        // what Chromium 78 understands of modules
        languageOptions: { ecmaVersion: 2019, sourceType: "module", globals: readable(ofBrowser) },
        rules: {
            "no-var": "error",
            "prefer-const": "error",
            "prefer-arrow-callback": "error",
            "eqeqeq": "error",
            "no-shadow": "error",
            "no-throw-literal": "error",
            "no-implicit-globals": "error",
            "no-use-before-define": ["error", { functions: false, variables: false }],
            "max-len": ["error", { code: 120 }],
            "max-lines": ["error", 200],
            "max-lines-per-function": ["error", 80],
            "complexity": ["error", 20],
            "quotes": ["error", "double", { avoidEscape: true }],
            "semi": "error",
            // scripts are served without indentation (src/web/assets.rs): a text over several lines would lose its own
            "no-multi-str": "error",
            "no-restricted-syntax": ["error", { selector: "TemplateLiteral", message: "Join texts by +." }],
        },
    },
    {
        files: ["tests/browser/**/*.mjs", "tests/web/**/*.mjs"],
        languageOptions: { ecmaVersion: 2022, sourceType: "module", globals: readable(ofTests) },
        rules: { "no-var": "error", "prefer-const": "error" },
    },
];
