//! TLS by the program itself, as curl and openssl see it: what is spoken, what is refused, a certificate that is renewed.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;
use std::time::Duration;

use guidang::domain::general::error::Error;
use guidang::web::{ServeOptions, TlsFiles, serve_on};
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::support::{Desk, Site};

/// A certificate that signs itself, for this machine, with its key.
fn made(folder: &Path, name: &str) -> TlsFiles {
    let (certificate, key) = (folder.join("site.crt"), folder.join("site.key"));
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "9",
        ])
        .args(["-subj", &format!("/CN={name}"), "-addext", "subjectAltName=IP:127.0.0.1"])
        .args(["-out".as_ref(), certificate.as_os_str(), "-keyout".as_ref(), key.as_os_str()])
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    TlsFiles { certificate, key }
}

async fn said(program: &str, args: &[&str]) -> (bool, String) {
    let (program, args): (String, Vec<String>) =
        (program.into(), args.iter().map(|arg| (*arg).into()).collect());
    let asked = move || Command::new(program).args(args).stdin(std::process::Stdio::null()).output().unwrap();
    let Output { status, stdout, stderr } = tokio::task::spawn_blocking(asked).await.unwrap();
    (status.success(), format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr)))
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_come_over_tls_and_a_renewed_certificate_is_taken_up() {
    let Site { archive, desk: _desk, .. } = Site::open().await;
    let folder = tempfile::tempdir().unwrap();
    let files = made(folder.path(), "first");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let options = ServeOptions { tls: Some(files.clone()), over_tls: true, ..ServeOptions::default() };
    let (stop, stopped) = watch::channel(false);
    let archive = Arc::new(archive);
    let served = tokio::spawn(serve_on(archive, listener, options, stopped));
    let (page, trusted) = (format!("https://{at}/sign-in"), files.certificate.to_str().unwrap());
    let ask = async || said("curl", &["-sS", "-i", "--cacert", trusted, &page]).await;
    let (fine, answer) = ask().await;
    assert!(fine && answer.starts_with("HTTP/1.1 200") && answer.contains("name=\"password\""), "{answer}");
    assert!(answer.contains("strict-transport-security: max-age=31536000"), "{answer}");
    // nobody is believed who has another key, and nothing older than 1.2 is spoken
    let (fine, answer) = said("curl", &["-sS", &page]).await;
    assert!(!fine && answer.contains("certificate"), "{answer}");
    let spoken = async |version: &str| {
        let at = at.to_string();
        said(
            "openssl",
            &["s_client", "-connect", &at, "-CAfile", trusted, version, "-cipher", "ALL:@SECLEVEL=0"],
        )
        .await
    };
    for (version, is_spoken) in [("-tls1_3", true), ("-tls1_2", true), ("-tls1_1", false)] {
        let (fine, answer) = spoken(version).await;
        assert_eq!(fine, is_spoken, "{version}: {answer}");
    }
    // without TLS nothing is served, and it is said how to come
    let (_, answer) = said("curl", &["-sS", "-i", &format!("http://{at}/sign-in")]).await;
    assert!(answer.starts_with("HTTP/1.1 400") && answer.contains("https://"), "{answer}");
    assert!(!answer.contains("password"), "{answer}");
    // a certificate without its key changes nothing; with it the next connection has it
    let other = tempfile::tempdir().unwrap();
    let renewed = made(other.path(), "second");
    std::fs::copy(&renewed.certificate, folder.path().join("half.crt")).unwrap();
    let kept = std::fs::read(&files.certificate).unwrap();
    std::fs::copy(&renewed.certificate, &files.certificate).unwrap();
    let old = folder.path().join("first.crt");
    std::fs::write(&old, kept).unwrap();
    let (fine, answer) = said("curl", &["-sS", "-i", "--cacert", old.to_str().unwrap(), &page]).await;
    assert!(fine && answer.starts_with("HTTP/1.1 200"), "{answer}");
    std::fs::copy(&renewed.key, &files.key).unwrap();
    let (fine, answer) = ask().await;
    assert!(fine && answer.starts_with("HTTP/1.1 200"), "the new one is used: {answer}");
    let (fine, _) = said("curl", &["-sS", "-i", "--cacert", old.to_str().unwrap(), &page]).await;
    assert!(!fine, "the old one is used no more");
    stop.send(true).unwrap();
    tokio::time::timeout(Duration::from_secs(20), served).await.unwrap().unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_certificate_is_refused_before_anybody_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let (files, other) = (made(folder.path(), "one"), tempfile::tempdir().unwrap());
    let another = made(other.path(), "another");
    let empty = folder.path().join("empty.pem");
    std::fs::write(&empty, "nothing\n").unwrap();
    let missing = folder.path().join("missing.pem");
    for (certificate, key, kind) in [
        (&files.certificate, &another.key, "tls_key_unfit"),
        (&empty, &files.key, "tls_no_certificate"),
        (&files.certificate, &empty, "tls_file_unreadable"),
        (&missing, &files.key, "tls_file_unreadable"),
    ] {
        let Site { archive, desk: _desk, .. } = Site::open().await;
        let tls = Some(TlsFiles { certificate: certificate.clone(), key: key.clone() });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let options = ServeOptions { tls, over_tls: true, ..ServeOptions::default() };
        let (_stop, stopped) = watch::channel(false);
        match serve_on(Arc::new(archive), listener, options, stopped).await {
            Err(Error::Refused(said)) => assert_eq!(said[0].kind, kind, "{certificate:?} {key:?}"),
            other => panic!("{certificate:?} {key:?}: {other:?}"),
        }
    }
}

#[test]
fn other_machines_are_served_with_a_certificate_alone() {
    let desk = Desk::founded();
    let folder = tempfile::tempdir().unwrap();
    let files = made(folder.path(), "site");
    let (certificate, key) = (files.certificate.to_str().unwrap(), files.key.to_str().unwrap());
    let refused = desk.run(&["serve", "--listen", "0.0.0.0:0"]).ending(5);
    assert!(refused.err.contains("--tls-cert"), "{}", refused.err);
    desk.run(&["serve", "--tls-cert", certificate]).ending(2);
    desk.run(&["serve", "--tls-cert", certificate, "--tls-key", key, "--behind-proxy"]).ending(2);
    let wrong = desk.run(&["serve", "--listen", "0.0.0.0:0", "--tls-cert", key, "--tls-key", key]).ending(5);
    assert!(wrong.err.contains("没有证书"), "{}", wrong.err);
    let mut child = desk
        .command(&["serve", "--listen", "0.0.0.0:0", "--tls-cert", certificate, "--tls-key", key])
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_secs(2));
    let ended = child.try_wait().unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(ended, None, "it serves");
}
