// The volume's table: grid/ is the table, volume/ its traffic with the server.
import { byId } from "./common/dom.js";
import { open } from "./volume/page.js";

const sheet = byId("sheet");
if (sheet) open(sheet);
