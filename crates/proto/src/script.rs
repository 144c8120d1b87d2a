//! Scripts that a program carries: a file without the lines that only its readers need.

/// The script in a file beside the source, without its lines of comment, which begin with `#`.
///
/// A scenario is the same with and without them, and nobody sees a built-in script but as the
/// scenario that it is: so no page needs to send them along.
#[macro_export]
macro_rules! script {
    ($path:expr) => {{
        const FILE: &str = include_str!($path);
        const BYTES: [u8; $crate::script::length(FILE)] = $crate::script::bytes(FILE);
        const SCRIPT: &str = match std::str::from_utf8(&BYTES) {
            Ok(script) => script,
            Err(_) => panic!("whole lines of a text are a text"),
        };
        SCRIPT
    }};
}

/// How long the script in a file is.
#[doc(hidden)]
#[must_use]
pub const fn length(file: &str) -> usize {
    copy(file.as_bytes(), &mut [])
}

/// The script in a file, of the length that it has.
#[doc(hidden)]
#[must_use]
pub const fn bytes<const LENGTH: usize>(file: &str) -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    copy(file.as_bytes(), &mut bytes);
    bytes
}

/// Copies what is no comment as far as there is room, and says how much there was to copy.
const fn copy(file: &[u8], bytes: &mut [u8]) -> usize {
    let (mut from, mut to) = (0, 0);
    let (mut begins, mut comment) = (true, false);
    while from < file.len() {
        if begins {
            comment = file[from] == b'#';
        }
        begins = file[from] == b'\n';
        if !comment {
            if to < bytes.len() {
                bytes[to] = file[from];
            }
            to += 1;
        }
        from += 1;
    }
    to
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_lines_of_comment_go() {
        const FILE: &str = "# above\nname n3 # behind\n# 中\n#\n10 crash A\n\n0 end\n# below";
        const SCRIPT: &str = "name n3 # behind\n10 crash A\n\n0 end\n";
        assert_eq!(length(FILE), SCRIPT.len());
        assert_eq!(str::from_utf8(&bytes::<{ length(FILE) }>(FILE)), Ok(SCRIPT));
    }
}
