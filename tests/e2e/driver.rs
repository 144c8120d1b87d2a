//! The process that drives the browser.

use std::env;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// A ChromeDriver on a port of its own, ended when dropped.
#[derive(Debug)]
pub(crate) struct Driver {
    process: Child,
    /// Where it listens.
    pub(crate) url: String,
}

impl Driver {
    /// Starts the driver that `CHROMEDRIVER` or else the path names, and waits until it listens.
    pub(crate) fn start() -> Driver {
        // Drivers that start at once now and then want the same port.
        const TRIES: usize = 3;

        let driver = (0..TRIES).find_map(|_| Driver::try_start());
        driver.expect("ChromeDriver says which port it listens on")
    }

    fn try_start() -> Option<Driver> {
        let program = env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
        let mut process = Command::new(&program)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}", program.display()));

        let mut output = BufReader::new(process.stdout.take().expect("output is piped"));
        let port = port_of(&mut output);
        // Put back: a driver that can no longer write would end itself.
        process.stdout = Some(output.into_inner());
        let mut driver = Driver { process, url: String::new() };
        driver.url = format!("http://127.0.0.1:{}", port?);
        Some(driver)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It may have ended already, which is as well.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The port, from the one line of greeting that knows it: an earlier one says "on port 0".
fn port_of(output: &mut impl BufRead) -> Option<u16> {
    output.lines().map_while(Result::ok).find_map(|line| {
        let (_, rest) = line.split_once("started successfully on port ")?;
        rest.trim_end_matches('.').parse().ok()
    })
}
