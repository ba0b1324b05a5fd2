// Pages of found records: walking hits, the record one stands on in short, masked ID numbers.
import "./search/numbers.js";
import "./search/hits.js";
