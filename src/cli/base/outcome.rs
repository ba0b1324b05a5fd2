//! How a command ended.

use std::sync::Arc;

use crate::archive::Archive;

/// How a command ended, beyond an error.
pub enum Done {
    /// 0 done, 3 ran and found problems, 7 partly done.
    Code(u8),
    /// The web service is to be started over this archive; `main` hands it to the web door.
    Serve {
        archive: Arc<Archive>,
        listen: std::net::SocketAddr,
        /// Names it is reached by behind a proxy.
        names: Vec<String>,
        /// A proxy does TLS in front.
        behind_proxy: bool,
        /// The header in which the proxy says the login of whom it knows, and the proxy's address.
        login_header: Option<(String, std::net::IpAddr)>,
        /// Certificate and key, where this program does TLS.
        tls: Option<(std::path::PathBuf, std::path::PathBuf)>,
        demo: bool,
        keep: Option<tempfile::TempDir>,
    },
}
