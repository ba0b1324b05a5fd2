// What a scanner read goes into the box and is searched; a number that fails its check digit is not.
import { byId } from "../common/dom.js";
import { say } from "../common/news.js";
import { scan } from "../common/scanner.js";
import { t } from "../common/words.js";

// GB 11643: the last of 18 is a check on the seventeen before it.
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

const isNumber = (text) => /^\d{17}[\dXx]$/.test(text);

function isSound(number) {
  const sum = WEIGHTS.reduce((before, weight, at) => before + weight * Number(number[at]), 0);
  return "10X98765432"[sum % 11] === number[17].toUpperCase();
}

const masked = (number) => number.slice(0, 6) + "********" + number.slice(-4);

// sound is off unless somebody wants it; the text stands in any case
const KEPT_AS = "guidang.sound";
const HERTZ = 196;
const SECONDS = 0.25;
const sound = byId("sound");

if (sound) {
  try { sound.checked = localStorage.getItem(KEPT_AS) === "1"; } catch { sound.checked = false; }
  sound.addEventListener("change", () => {
    try {
      localStorage.setItem(KEPT_AS, sound.checked ? "1" : "0");
    } catch {
      say(t("这台机器不记这个选择。", "This machine does not remember the choice."), "warn");
    }
  });
}

function lowTone() {
  const Audio = window.AudioContext || window.webkitAudioContext;
  if (!sound || !sound.checked || !Audio) return;
  const audio = new Audio();
  const tone = audio.createOscillator();
  const level = audio.createGain();
  tone.frequency.value = HERTZ;
  level.gain.value = 0.2;
  tone.connect(level);
  level.connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + SECONDS);
}

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
