// What a scanner read goes into the box and is searched; a number that fails its check digit is not.
import { byId } from "../common/dom.js";
import { scan } from "../common/scanner.js";
import { t } from "../common/words.js";
import { isNumber, isSound, masked } from "./identity.js";
import { lowTone } from "./sound.js";

const box = byId("ask");
const strip = byId("strip");

function refuse(number) {
  strip.hidden = false;
  strip.lastElementChild.textContent = t("扫到的号码校验码不对，没有查。请再扫一次，或核对后按 Enter 照查：",
    "The scanned number fails its check digit and was not searched. " +
    "Scan again, or press Enter to search it as it is: ") + masked(number);
  lowTone();
  box.focus();
  box.select();
}

if (box) {
  scan((burst) => {
    const text = burst.trim();
    box.value = text;
    if (isNumber(text) && !isSound(text)) {
      refuse(text);
      return;
    }
    strip.hidden = true;
    box.form.submit();
  });
}
