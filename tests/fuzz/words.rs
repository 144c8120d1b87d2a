//! The words of which texts are put together wrongly.

use std::sync::LazyLock;

use quorate_catalog::PROTOCOLS;

/// Actions with their variables in capitals. A bar parts what becomes one word.
pub(crate) const ACTIONS: &[&str] = &[
    "X L S|INTEGER",
    "X NODE G",
    "X L A|INTEGER",
    "X L C|INTEGER|_|INTEGER",
    "retry X",
    "retry X NODE",
    "turn",
    "crash SIDE",
    "start SIDE",
    "pause SIDE",
    "resume SIDE",
    "crash NODE",
    "start NODE",
    "cut SIDE|-|SIDE",
    "block SIDE|-|SIDE",
    "heal",
    "heal SIDE|-|SIDE",
    "fire NODE TIMER",
    "fire NODE TIMER",
    "skew NODE RATE",
    "choose NODE COUNT",
    "jump NODE SPAN",
    "jump NODE -|SPAN",
    "disk NODE DISK",
    "disk NODE DISK",
    "now LINK|COUNT",
    "drop LINK|COUNT",
    "copy LINK|COUNT",
    "hold LINK|COUNT SPAN",
    "set PARAMETER",
    "set PARAMETER",
    "bug BUG SWITCH",
    "net delay 0|-|SPAN",
    "net delay SPAN",
    "net loss SHARE",
    "net duplicate SHARE",
    "net fifo 1",
    "net transport TRANSPORT",
    "init NODE LOG",
    "end",
];

pub(crate) const OPTIONS: &[&str] = &[
    "n|COUNT",
    "n|64",
    "n|1",
    "n|2",
    "c|0",
    "c|16",
    "x|COUNT",
    "d|SPAN",
    "G|SPAN",
    "J|SPAN",
    "d|0|-|SPAN",
    "k|SPAN",
    "k|0",
    "w|SPAN",
    "w|1u",
    "l|SHARE",
    "u|SHARE",
    "f|0",
    "f|1",
    "t|TRANSPORT",
    "P|SETTING",
    "P|SETTING",
    "B|BUG",
    "q",
];

pub(crate) const TIMES: &[&str] = &[
    "0", "1u", "100", "100", "200", "300", "400", "400_1", "500", "1000", "2000", "3599999",
    "3600000", "0_1",
];
pub(crate) const NODES: &[&str] = &["A", "B", "C", "A", "B", "C", "D", "E"];
pub(crate) const SIDES: &[&str] = &["A", "B", "C", "AB", "BC", "ABC", "A", "B", "AX", "DE", "X"];
pub(crate) const SPANS: &[&str] =
    &["0", "1u", "5", "100", "1000", "3600000", "3600000000u", "3599999999u", "50", "0u"];
pub(crate) const SHARES: &[&str] = &["0", "1", "500", "999", "1000", "1000", "100"];
pub(crate) const RATES: &[&str] = &["0", "-500000", "1000000", "1", "-1", "200000", "999999"];
pub(crate) const INTEGERS: &[&str] =
    &["0", "5", "-5", "9223372036854775807", "-9223372036854775808", "1", "9"];
pub(crate) const LINKS: &[&str] = &["A-B", "B-A", "A-C", "C-A", "X-A", "A-X", "B-C", "A-A"];
pub(crate) const LOGS: &[&str] =
    &["1", "1-1-2", "9", "1-2.3", "5_5", "18446744073709551615", "1-1-1-1-4.2"];

/// What the grammar and the catalog are made of.
pub(crate) static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut words: Vec<String> = GRAMMAR.split_whitespace().map(str::to_owned).collect();
    for protocol in PROTOCOLS {
        let meta = protocol.meta();
        words.push(meta.id.to_owned());
        words.extend(meta.timers.iter().map(|timer| timer.id.to_owned()));
        for bug in meta.bugs {
            words.extend([bug.id.to_owned(), format!("B{}", bug.id)]);
        }
        for parameter in meta.parameters {
            let (least, most) = parameter.range.clone().into_inner();
            let values = parameter.choices.iter().map(|choice| choice.id.to_owned());
            let values: Vec<_> = values.chain([least.to_string(), most.to_string()]).collect();
            words.extend(values.iter().map(|value| format!("P{}-{value}", parameter.id)));
            words.push(parameter.id.to_owned());
            words.extend(values);
        }
    }
    words
});

pub(crate) const GRAMMAR: &str = "
    1 z1 quorate title # n1 n3 n64 n65 c0 c16 x0 x18446744073709551615 d0 d0-3600000 d5-1 k0
    k3600000 w0 w1u w3600000 l0 l1000 u1000 f0 f1 tdatagram tstream tbroadcast e0 h0
    hffffffffffffffff P B q Q 0 1 1u 400 3600000 3600000000u 0_1 400_4294967295 3600000_1
    X Y Z X1 X5 A B C D E L A1 W2 A2 AB AB-CDE X-A A-A ABCDE-ABCDE
    S5 S-9223372036854775808 A9223372036854775807 A1 G C5_7 C-1_-1 counter
    crash start pause resume cut block heal fire skew jump disk now drop hold copy set bug net init
    choose retry turn
    end ok lie stall torn wipe on off delay loss duplicate fifo transport datagram stream broadcast
    1000000 -500000 -3600000 3600000 A-B1 B-A2 A-B1_1 X-A1 A-X1 A-B4294967295 A-B1_65535 election-1
    1-1-2 1-1-2.3 0-0 9.9.9 18446744073709551615";

/// Numbers at an edge.
pub(crate) const NUMBERS: &[&str] = &[
    "0",
    "1",
    "2",
    "3",
    "5",
    "7",
    "16",
    "17",
    "63",
    "64",
    "65",
    "00",
    "007",
    "255",
    "256",
    "999",
    "1000",
    "1001",
    "65535",
    "65536",
    "3599999",
    "3600000",
    "3600001",
    "3600000000u",
    "3600000001u",
    "1u",
    "2147483648",
    "4294967295",
    "4294967296",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "99999999999999999999999999999999",
    "-1",
    "-0",
    "",
    "1_1",
    "0_0",
    "1-2",
];

/// Characters that readers stumble over.
pub(crate) const BLOTS: &[char] = &[
    '\0',
    '\t',
    '\r',
    '\n',
    ' ',
    '#',
    '%',
    '&',
    '+',
    '-',
    '.',
    '=',
    '?',
    '_',
    '~',
    '0',
    '9',
    'L',
    'X',
    'u',
    'é',
    'ß',
    '٣',
    '²',
    '任',
    '\u{feff}',
    '\u{202e}',
    '\u{2028}',
    '\u{1f600}',
    '\u{fffd}',
];
