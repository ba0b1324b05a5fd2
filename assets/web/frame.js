// On every page: keys and their sheet, going anywhere, sheets dropped into the page, the basket, rows of
// lists, drafts of forms, jobs that move. Without it every page still works.
import "./frame/forms.js";
import "./frame/drop.js";
import "./frame/key_sheet.js";
import "./frame/palette.js";
import "./frame/basket.js";
import "./frame/rows.js";
import "./frame/saving.js";
import "./frame/jobs.js";
import "./frame/copying.js";
