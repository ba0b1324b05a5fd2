// Counts what a person does, by the rule of the jobs' targets: a click, a chord, a drop, a paste and a
// text typed in one go (with the Enter that ends it) are one action each.

/** A hand at the page: every deed is counted and told. */
export function hand(page) {
    const deeds = [];
    const did = (what) => { deeds.push(what); };
    return {
        deeds,
        get count() { return deeds.length; },
        async press(chord) { did(`press ${chord}`); await page.keyboard.press(chord); },
        /** Typed into whatever has the focus; `{ enter: true }` ends it with Enter. */
        async type(text, { enter = false } = {}) {
            did(`type ${text}${enter ? " ⏎" : ""}`);
            await page.keyboard.type(text);
            if (enter) await page.keyboard.press("Enter");
        },
        async click(locator) { did(`click ${locator}`); await locator.click(); },
        /** A file dropped on the page, wherever the mouse is. */
        async drop(name, bytes, target = "body") {
            did(`drop ${name}`);
            const transfer = await page.evaluateHandle(([name, base64]) => {
                const raw = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
                const transfer = new DataTransfer();
                transfer.items.add(new File([raw], name));
                return transfer;
            }, [name, bytes.toString("base64")]);
            await page.dispatchEvent(target, "dragover", { dataTransfer: transfer });
            await page.dispatchEvent(target, "drop", { dataTransfer: transfer });
        },
        /** A paste, with what a spreadsheet puts on the clipboard. */
        async paste(text, html = "") {
            did("paste");
            await page.evaluate(([text, html]) => {
                const clipboardData = new DataTransfer();
                clipboardData.setData("text/plain", text);
                if (html) clipboardData.setData("text/html", html);
                const target = document.activeElement || document.body;
                target.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
            }, [text, html]);
        },
    };
}
