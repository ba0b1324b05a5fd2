// The counter: a box that scanners reach from everywhere, who asks and what for by one key each, the
// record by Enter. Without script the same is done by the form's own controls.
import "./counter/strokes.js";
import "./counter/visit.js";
import "./counter/scanned.js";
