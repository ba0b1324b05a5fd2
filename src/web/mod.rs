//! The web door: pages and the REST API over the same acts. The only user of `axum`.
//!
//! Every handler does four things in the same order: who, parse, one call, reply. What goes wrong is
//! a [`base::fault::Fault`], made into a page or JSON at the edge.

pub mod base; // what every page needs
pub mod setup; // 建立全宗
pub mod receiving; // 收集
pub mod arranging; // 整理
pub mod finding; // 检索
pub mod using; // 利用
pub mod disposal; // 鉴定处置
pub mod catalogs; // 编目统计
pub mod upkeep; // 保管
pub mod api; // REST, the same departments
mod lists; // every list as a file
mod help;
mod home;
pub mod policy; // who may ask for which address
mod once; // a request sent again is not done again
mod shield; // what stands around every handler
mod router; // every address of a page
mod tls; // certificate and key
mod patient_stream; // a connection that must be taken from
mod connections; // how many, how long
mod serve;

pub use base::app::{LoginHeader, ServeOptions, TlsFiles};
pub use router::router;
pub use serve::{serve, serve_on};
