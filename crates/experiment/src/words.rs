//! What settings say of themselves.

quorate_proto::phrases! {
    A_NUMBER = "a number in", "范围内的数：";
    SOME_NUMBERS = "numbers such as 1,5,20, each in", "用逗号分隔的数（如 1,5,20），均在范围内：";
    A_SPAN = "a range A..B (B is part of it) within", "区间 A..B（含 B），在范围内：";
    SOME_SPANS =
        "ranges such as 12..24,150..300 (both ends are part of them), each within",
        "用逗号分隔的区间（如 12..24,150..300，含两端），均在范围内：";
}
