//! A web server for one folder of files, as small as a static host can be.
//!
//! It behaves as GitHub Pages does where the page depends on it: wasm is sent as
//! `application/wasm`, and any origin may read, which a frame sandboxed without
//! `allow-same-origin` needs in order to load its own script.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// What to serve, and where.
#[derive(Clone, Debug)]
pub struct Site {
    /// The folder of files.
    pub folder: PathBuf,
    /// Where the folder begins in the address: `/`, or a path such as `/courses/consensus/`.
    pub base: String,
    /// Further pages, by their whole path: a test may need a page that embeds ours.
    pub pages: BTreeMap<String, String>,
}

impl Site {
    /// A folder at the root of the address.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Site {
        Site { folder: folder.into(), base: "/".to_owned(), pages: BTreeMap::new() }
    }

    /// Takes the port (0: any free one) on this machine's own interface.
    ///
    /// # Errors
    ///
    /// When the port is taken or may not be had.
    pub fn listen(self, port: u16) -> io::Result<Listening> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        Ok(Listening { address: listener.local_addr()?, listener, site: Arc::new(self) })
    }

    fn answer(&self, method: &str, target: &str) -> Answer {
        if method != "GET" && method != "HEAD" {
            return Answer::failure("405 Method Not Allowed");
        }
        let path = target.split(['?', '#']).next().unwrap_or_default();
        if let Some(page) = self.pages.get(path) {
            return Answer::success("text/html; charset=utf-8", page.clone().into_bytes());
        }
        let file = decode(path)
            .as_deref()
            .and_then(|path| path.strip_prefix(&self.base))
            .and_then(|path| self.file(path));
        match file.and_then(|file| Some((content_type(&file), fs::read(file).ok()?))) {
            Some((content_type, body)) => Answer::success(content_type, body),
            None => Answer::failure("404 Not Found"),
        }
    }

    /// The file a path names, if it stays within the folder.
    fn file(&self, path: &str) -> Option<PathBuf> {
        let inside =
            Path::new(path).components().all(|component| matches!(component, Component::Normal(_)));
        let file = self.folder.join(path);
        match inside {
            true if file.is_dir() => Some(file.join("index.html")),
            true => Some(file),
            false => None,
        }
    }
}

/// A site that holds its port and is ready to answer.
#[derive(Debug)]
pub struct Listening {
    /// Where the site is.
    pub address: SocketAddr,
    listener: TcpListener,
    site: Arc<Site>,
}

impl Listening {
    /// The address of the site's first page, as a visitor writes it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}{}", self.address, self.site.base)
    }

    /// Answers until the process ends.
    pub fn serve(self) {
        for stream in self.listener.incoming().flatten() {
            let site = Arc::clone(&self.site);
            #[allow(clippy::disallowed_methods, reason = "a server waits for many at once")]
            std::thread::spawn(move || {
                // A visitor who hangs up in the middle is no concern of the others.
                let _ = converse(&site, stream);
            });
        }
    }
}

/// One request and its answer.
fn converse(site: &Site, mut stream: TcpStream) -> io::Result<()> {
    const HEAD_BYTES_MAX: u64 = 64 * 1024;

    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut lines = BufReader::new((&stream).take(HEAD_BYTES_MAX)).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }

    let mut words = request.split_ascii_whitespace();
    let method = words.next().unwrap_or_default();
    let answer = site.answer(method, words.next().unwrap_or_default());
    write!(
        stream,
        "HTTP/1.1 {}\r\n\
         Content-Type: {}\r\n\
         Content-Length: {}\r\n\
         Access-Control-Allow-Origin: *\r\n\
         Cache-Control: no-cache\r\n\
         Connection: close\r\n\r\n",
        answer.status,
        answer.content_type,
        answer.body.len(),
    )?;
    if method != "HEAD" {
        stream.write_all(&answer.body)?;
    }
    stream.flush()
}

struct Answer {
    status: &'static str,
    content_type: &'static str,
    body: Vec<u8>,
}

impl Answer {
    fn success(content_type: &'static str, body: Vec<u8>) -> Answer {
        Answer { status: "200 OK", content_type, body }
    }

    fn failure(status: &'static str) -> Answer {
        Answer { status, content_type: "text/plain; charset=utf-8", body: status.into() }
    }
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("json" | "webmanifest") => "application/json",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("txt" | "md") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Undoes percent-encoding; nothing when it is broken.
fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let high = char::from(rest.next()?).to_digit(16)?;
                let low = char::from(rest.next()?).to_digit(16)?;
                u8::try_from(high * 16 + low).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_cannot_leave_the_folder() {
        let site = Site::new("/site");
        assert_eq!(site.file("web.wasm"), Some(PathBuf::from("/site/web.wasm")));
        assert_eq!(site.file("../secret"), None);
        assert_eq!(site.file("/etc/passwd"), None);
        assert_eq!(site.answer("GET", "/%2e%2e/secret").status, "404 Not Found");
    }

    #[test]
    fn percent_encoding_is_undone_or_refused() {
        assert_eq!(decode("/a%20b").as_deref(), Some("/a b"));
        assert_eq!(decode("/%e6%8b%9c").as_deref(), Some("/拜"));
        assert_eq!(decode("/%zz"), None);
        assert_eq!(decode("/%"), None);
        assert_eq!(decode("/%ff"), None);
    }

    #[test]
    fn a_site_under_a_path_answers_there_alone() {
        let pages = BTreeMap::from([("/host.html".to_owned(), "<p>host</p>".to_owned())]);
        let site = Site { folder: "/nowhere".into(), base: "/deep/".to_owned(), pages };
        assert_eq!(site.answer("GET", "/host.html?x=1").body, b"<p>host</p>");
        assert_eq!(site.answer("GET", "/index.html").status, "404 Not Found");
        assert_eq!(site.answer("POST", "/host.html").status, "405 Method Not Allowed");
    }
}
