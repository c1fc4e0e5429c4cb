//! One chromedriver process, on a port that it chooses itself.

use std::{
    env,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

/// A running chromedriver; dropping it ends it.
pub struct Chromedriver {
    process: Child,
    port: u16,
    /// Where it listens.
    pub url: String,
}

impl Chromedriver {
    /// Starts the one that CHROMEDRIVER names, or the one on PATH.
    pub fn start() -> Chromedriver {
        let program = env::var_os("CHROMEDRIVER").unwrap_or("chromedriver".into());
        let mut process = Command::new(&program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|e| {
                panic!(
                    "{program:?}: {e}; install Chromium and its chromedriver: `cargo xtask setup`"
                )
            });
        let mut output = BufReader::new(process.stdout.take().expect("stdout is a pipe"));
        let port = port(&mut output);
        // what it writes later must be read, or it stops at a full pipe
        thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
        let Some(port) = port else {
            let _ = process.kill();
            let status = process.wait();
            panic!("{program:?} named no port and ended with {status:?}");
        };
        Chromedriver { process, port, url: format!("http://127.0.0.1:{port}") }
    }

    /// Closes the browser of a session; an error is no concern of a test that is over.
    pub fn end_session(&self, session: &str) {
        let request = format!(
            "DELETE /session/{session} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n",
            self.port
        );
        let answer = TcpStream::connect(("127.0.0.1", self.port)).and_then(|mut stream| {
            stream.set_read_timeout(Some(Duration::from_secs(10)))?;
            stream.write_all(request.as_bytes())?;
            // it answers when the browser is gone, and keeps the connection open
            stream.read(&mut [0; 512])
        });
        if let Err(e) = answer {
            eprintln!("the browser could not be closed: {e}");
        }
    }
}

impl Drop for Chromedriver {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The port in `ChromeDriver was started successfully on port 12345.`
fn port(output: &mut impl Read) -> Option<u16> {
    for line in BufReader::with_capacity(1, output).lines().map_while(Result::ok) {
        if let Some((_, rest)) = line.split_once("started successfully on port ") {
            return rest.trim_end_matches('.').trim().parse().ok();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_read_from_what_chromedriver_says() {
        let text =
            "Starting ChromeDriver 156\nChromeDriver was started successfully on port 41817.\n";
        assert_eq!(port(&mut text.as_bytes()), Some(41817));
        assert_eq!(port(&mut "nothing\n".as_bytes()), None);
    }
}
