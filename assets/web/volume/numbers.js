// ID numbers stand masked until they are asked for; each time is written into the log.
import { saidOf } from "../common/dom.js";
import { say } from "../common/news.js";
import { send } from "../common/post.js";
import { t } from "../common/words.js";

const mask = (number) => number.slice(0, 6) + "*".repeat(Math.max(0, number.length - 10)) + number.slice(-4);

/** A promise of the whole number of the record's person `at`, from 1; of null where `shown` is not its mask. */
export function reveal(row, at, shown) {
  return send("/items/" + row.id + "/persons/" + at + "/id-number", { reason: "correcting" }).then((answer) => {
    if (mask(answer.id_number) !== shown) {
      say(t("人员表已被别人改过，请刷新本页再看。", "The list of persons has been changed; load this page anew."), "warn");
      return null;
    }
    say(answer.mark);
    return answer.id_number;
  }, (fault) => {
    say(saidOf(fault), "danger");
    return null;
  });
}
