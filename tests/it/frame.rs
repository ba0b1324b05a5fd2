//! The web door as a whole: every page in both languages, every operation of the API, what stands around them.

mod answers; // the document names every answer the API gives
mod around; // headers, cross-site, errors in their form
mod behind_proxy; // the session's cookie over TLS, addresses a proxy tells, methods nobody asks with
mod known_to_proxy; // a certificate or UKey that the proxy looks at
mod links; // every link, fragment and form leads somewhere
pub mod look; // every page renders, nothing leaks
mod operations; // every operation answers in the shape its document shows
mod once; // a request sent again is not done again
mod patience; // connections that keep the program waiting
mod planted; // ID numbers planted everywhere come back masked
mod refused_forms; // they come back with what was typed
mod tls; // certificate and key of its own
mod templates; // no orphans, no inline code, both languages
