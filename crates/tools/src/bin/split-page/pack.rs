//! Modules as they are sent: packed with LZMA, a quarter shorter than gzip makes them.
//!
//! A static host packs with gzip at best, which looks back 32 kB; the page's modules are longer by
//! far, and the second is much like the first. `web/static/unpack.js` is the other side.

use std::io::Write;

use anyhow::Result;
use lzma_rust2::{EncodeMode, LzmaOptions, LzmaWriter, MfType};

/// Packs what is read after something that the reader knows by then. Without that, this is a file
/// as `lzma` makes it.
pub(crate) fn pack(bytes: &[u8], before: &[u8]) -> Result<Vec<u8>> {
    let window = u32::try_from(before.len() + bytes.len())?;
    let options = LzmaOptions {
        dict_size: window.max(4096),
        // Code has no alignment to learn from, but its bytes depend much on the one before.
        lc: 4,
        lp: 0,
        pb: 0,
        mode: EncodeMode::Normal,
        nice_len: LzmaOptions::NICE_LEN_MAX,
        mf: MfType::Bt4,
        depth_limit: 1000,
        preset_dict: Some(before.to_vec()),
    };
    let length = u64::try_from(bytes.len())?;
    let mut packed = vec![options.get_props()];
    packed.extend(options.dict_size.to_le_bytes());
    packed.extend(length.to_le_bytes());
    let mut packer = LzmaWriter::new(packed, &options, false, false, Some(length))?;
    packer.write_all(bytes)?;
    Ok(packer.finish()?)
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    /// What the page's own script makes of packed bytes: their hexadecimal digits, or an error.
    fn unpacked(packed: &[u8], before: &[u8]) -> Result<Vec<u8>, String> {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/static/unpack.js");
        let script = std::fs::read_to_string(script).expect("the script is there");
        let call = "const [packed, before] = process.argv.slice(1).map(
                (digits) => new Uint8Array(Buffer.from(digits, 'hex')));
            process.stdout.write(Buffer.from(unpack(packed, before)).toString('hex'));";
        let arguments = [hex(packed), hex(before)].map(|digits| format!("{digits} "));
        let output = Command::new("node")
            .args(["--input-type=module", "--eval", &format!("{script}\n{call}"), "--"])
            .args(arguments)
            .output()
            .expect("Node runs");
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        let digits = output.stdout.chunks(2).map(|pair| {
            let pair = std::str::from_utf8(pair).expect("digits");
            u8::from_str_radix(pair, 16).expect("two digits")
        });
        Ok(digits.collect())
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Bytes in which there are repetitions near and far, and runs, and noise.
    fn sample(seed: u32) -> Vec<u8> {
        let mut number = seed;
        let mut next = move |below: u32| {
            number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (number >> 8) % below
        };
        let mut bytes: Vec<u8> = Vec::new();
        while bytes.len() < 12_000 {
            let count = next(80) as usize;
            match next(3) {
                0 => bytes.extend((0..count).map(|_| next(256) as u8)),
                1 => bytes.extend(std::iter::repeat_n(next(256) as u8, count)),
                _ => {
                    let from = next(bytes.len() as u32 + 1) as usize;
                    bytes.extend_from_within(from..(from + count).min(bytes.len()));
                }
            }
        }
        bytes
    }

    #[test]
    fn the_page_unpacks_what_was_packed() {
        let (one, other) = (sample(1), sample(2));
        let alike = [&one[..4000], &other[..100], &one[1000..]].concat();
        for (bytes, before) in [(&one, &[][..]), (&other, &[]), (&alike, &one), (&one, &alike)] {
            let packed = pack(bytes, before).expect("it is short");
            assert_eq!(unpacked(&packed, before).as_ref(), Ok(bytes));
        }
        assert_eq!(unpacked(&pack(&[], &[]).expect("it is short"), &[]), Ok(Vec::new()));
        let after = pack(&alike, &one).expect("it is short").len();
        let alone = pack(&alike, &[]).expect("it is short").len();
        assert!(after * 10 < alone, "{after} bytes, {alone} alone");
    }

    #[test]
    fn what_is_broken_is_noticed() {
        let bytes = sample(3);
        let packed = pack(&bytes, &[]).expect("it is short");
        let short = &packed[..packed.len() - 1];
        let mut other_settings = packed.clone();
        other_settings[0] += 1;
        let mut other_bit = packed.clone();
        other_bit[packed.len() / 2] ^= 4;
        for broken in [&[][..], b"<!doctype html>", short, &other_settings, &other_bit] {
            let told = unpacked(broken, &[]).expect_err("it is broken");
            assert!(told.contains("Error: not packed") || told.contains("Error: broken"), "{told}");
        }
    }
}
