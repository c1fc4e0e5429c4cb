//! A web server for `dist/` on this machine, with the policy as a header and below any path.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    path::{Component, Path, PathBuf},
    sync::Arc,
    thread,
};

/// The header that a careful host would send. The page's own `<meta>` says the same (see xtask).
pub const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    style-src 'self'; style-src-attr 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; \
    font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A running server. It lives as long as the test program.
pub struct Site {
    /// `http://127.0.0.1:port`.
    pub origin: String,
    /// Where the page is: the origin and the path, with `/` at the end.
    pub url: String,
}

impl Site {
    /// Serves `dist/` at the root.
    pub fn start() -> Site {
        Site::below("/")
    }

    /// Serves `dist/` below a path such as `/some/sub/path/`, and nothing elsewhere.
    pub fn below(path: &str) -> Site {
        Site::of(super::dist(), path)
    }

    /// Serves another build of the page at the root.
    pub fn at_root(folder: PathBuf) -> Site {
        Site::of(folder, "/")
    }

    fn of(folder: PathBuf, path: &str) -> Site {
        assert!(path.starts_with('/') && path.ends_with('/'), "a path between slashes, not {path}");
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("a bound listener has an address");
        let folder = Arc::new((folder, path.to_string()));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let folder = Arc::clone(&folder);
                thread::spawn(move || answer(stream, &folder.0, &folder.1));
            }
        });
        let origin = format!("http://{address}");
        Site { url: format!("{origin}{path}"), origin }
    }
}

/// Answers one request and closes; a visitor who goes away meanwhile is no error.
fn answer(mut stream: TcpStream, dist: &Path, path: &str) {
    let mut request = String::new();
    let mut reader = BufReader::new(&stream);
    if reader.read_line(&mut request).is_err() {
        return;
    }
    // the rest of the head must be read before closing, or the answer may be lost
    let mut line = String::new();
    while reader.read_line(&mut line).is_ok_and(|n| n > 2) {
        line.clear();
    }
    let target = request.split(' ').nth(1).unwrap_or_default();
    let file = target.strip_prefix(path).and_then(|rest| locate(dist, rest));
    let (status, kind, body) = match file.and_then(|f| fs::read(&f).ok().map(|b| (kind(&f), b))) {
        Some((kind, body)) => ("200 OK", kind, body),
        None => ("404 Not Found", "text/plain", b"not found\n".to_vec()),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\
         Content-Security-Policy: {POLICY}\r\nX-Content-Type-Options: nosniff\r\n\
         Cache-Control: no-store\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
}

/// The file that a request names, if it is inside of `dist`.
fn locate(dist: &Path, rest: &str) -> Option<PathBuf> {
    let rest = rest.split(['?', '#']).next()?;
    let rest = if rest.is_empty() { "index.html" } else { rest };
    let inside = Path::new(rest).components().all(|c| matches!(c, Component::Normal(_)));
    inside.then(|| dist.join(rest))
}

fn kind(file: &Path) -> &'static str {
    match file.extension().and_then(|e| e.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("md") => "text/markdown; charset=utf-8",
        Some("woff2") => "font/woff2",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_in_the_folder_is_served() {
        let dist = Path::new("/d");
        assert_eq!(locate(dist, ""), Some("/d/index.html".into()));
        assert_eq!(locate(dist, "a.js?x"), Some("/d/a.js".into()));
        assert_eq!(locate(dist, "../secret"), None);
        assert_eq!(locate(dist, "/etc/passwd"), None);
    }
}
