//! TLS by this program itself: 1.2 and 1.3, certificate and key from files, which are read again when they were renewed. The
//! only user of rustls.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::server::TlsStream;

use crate::domain::general::error::{Error, Result};
use crate::domain::general::problem::Problem;
use crate::problems;
use crate::web::base::app::TlsFiles;

/// When each of the two was written last.
type Written = [Option<SystemTime>; 2];

impl TlsFiles {
    fn written(&self) -> Written {
        [&self.certificate, &self.key]
            .map(|path| std::fs::metadata(path).and_then(|file| file.modified()).ok())
    }

    fn read(&self) -> std::result::Result<TlsAcceptor, Problem> {
        let (certificate, key) = (&self.certificate, &self.key);
        let shown = |path: &Path| path.display().to_string();
        let unreadable =
            |path: &Path, error: &dyn std::fmt::Display| tls_file_unreadable(&shown(path), &error);
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(certificate)
            .and_then(Iterator::collect)
            .map_err(|error| unreadable(certificate, &error))?;
        if chain.is_empty() {
            return Err(tls_no_certificate(&shown(certificate)));
        }
        let secret = PrivateKeyDer::from_pem_file(key).map_err(|error| unreadable(key, &error))?;
        let unfit =
            |error: tokio_rustls::rustls::Error| tls_key_unfit(&shown(key), &shown(certificate), &error);
        let mut config = ServerConfig::builder_with_provider(ring::default_provider().into())
            .with_safe_default_protocol_versions()
            .map_err(unfit)?
            .with_no_client_auth()
            .with_single_cert(chain, secret)
            .map_err(unfit)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config).into())
    }
}

/// Certificate and key as they are used now.
pub struct Tls {
    files: TlsFiles,
    now: Mutex<(TlsAcceptor, Written)>,
}

impl Tls {
    /// Reads both files.
    ///
    /// # Errors
    /// `Refused` where one cannot be read, holds nothing, or the key is another certificate's.
    pub fn read(files: TlsFiles) -> Result<Tls> {
        let written = files.written();
        let acceptor = files.read().map_err(Error::from)?;
        Ok(Tls { files, now: Mutex::new((acceptor, written)) })
    }

    /// The acceptor; made anew where the files were renewed. Half a renewal, or a bad one, changes nothing.
    fn acceptor(&self) -> TlsAcceptor {
        let written = self.files.written();
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if written != now.1 {
            now.1 = written;
            match self.files.read() {
                Ok(acceptor) => {
                    now.0 = acceptor;
                    tracing::info!("the certificate was renewed");
                }
                Err(problem) => {
                    tracing::warn!(problem = problem.message.en, "the certificate stays the old one")
                }
            }
        }
        now.0.clone()
    }

    /// Shakes hands with whoever connected.
    pub async fn accept<S: AsyncRead + AsyncWrite + Unpin>(&self, stream: S) -> io::Result<TlsStream<S>> {
        self.acceptor().accept(stream).await
    }
}

problems! {
    refuse tls_file_unreadable(file, error):
        "证书文件 {file} 读不出（{error}）。" / "{file} cannot be read ({error})."
        => "证书和私钥要是 PEM 文件，运行归档的系统用户要能读。" / "Certificate and key are PEM files that the program's user may read.";
    refuse tls_no_certificate(file):
        "{file} 里没有证书。" / "{file} has no certificate."
        => "写上网站证书和中间证书，PEM 格式。" / "Give the site's certificate with those between, as PEM.";
    refuse tls_key_unfit(key, certificate, error):
        "私钥 {key} 和证书 {certificate} 对不上（{error}）。" / "The key {key} does not fit the certificate {certificate} ({error})."
        => "换成这张证书的私钥。" / "Give the key of this certificate.";
}
