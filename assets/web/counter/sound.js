// Sound is off unless somebody wants it; the text stands in any case.
import { byId } from "../common/dom.js";
import { say } from "../common/news.js";
import { t } from "../common/words.js";

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

export function lowTone() {
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
