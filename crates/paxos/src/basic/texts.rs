//! The sentences, in both languages.

quorate_proto::phrases! {
    TITLE = "Basic Paxos", "Basic Paxos";
    SUMMARY =
        "A majority of acceptors agrees on one value, for good: first a number is prepared, then a \
         value is accepted under it.",
        "多数接受者就一个值达成一致，且永不更改：先准备一个提案编号，再在该编号下接受一个值。";

    LAYOUT = "Roles", "角色分配";
    LAYOUT_COMBINED = "every node has all", "每个节点身兼三职";
    LAYOUT_SEPARATE = "one role per node", "每个节点只有一个角色";
    PROPOSERS = "Proposers, if separate", "提议者数（角色分离时）";
    LEARNERS = "Learners, if separate", "学习者数（角色分离时）";
    NUMBERING = "Proposal numbers", "提案编号";
    NUMBERING_COUNTER = "count", "计数器";
    NUMBERING_CLOCK = "clock", "时钟";
    LEARNING = "Votes are told to", "接受消息发给";
    LEARNING_PROPOSER = "the proposer", "提议者";
    LEARNING_ACCEPTORS = "the learners too", "提议者和学习者";
    NACKS = "Refuse aloud", "拒绝时回复";
    RETRY_LEAST = "Next attempt, earliest", "重试间隔下限";
    RETRY_MOST = "Next attempt, latest", "重试间隔上限";
    RESEND = "Repeat a question after", "重发间隔";

    KIND_PREPARE = "Prepare", "准备请求";
    KIND_PROMISE = "Promise", "承诺";
    KIND_ACCEPT = "Accept", "接受请求";
    KIND_ACCEPTED = "Accepted", "已接受";
    KIND_NACK = "Refusal", "拒绝";
    KIND_DECIDE = "Decision", "决议";

    TIMER_RETRY = "next attempt", "下一次尝试";
    TIMER_RESEND = "repeat the question", "重发请求";

    IDLE = "idle", "空闲";
    PREPARING = "phase 1", "准备阶段";
    PROPOSING = "phase 2", "接受阶段";
    BACKING_OFF = "backs off", "退避";
    KNOWS = "knows the value", "已学到";
    ACCEPTOR = "acceptor", "接受者";
    PROPOSER = "proposer", "提议者";
    LEARNER = "learner", "学习者";
    DOWN = "down", "宕机";

    SAYS_PREPARE(number) = "prepare {number}", "准备 {number}";
    SAYS_PROMISE = "promise", "承诺";
    SAYS_PROMISE_WITH(value) = "promise, had {value}", "承诺，已接受 {value}";
    SAYS_ACCEPT(number, value) = "accept {number}: {value}", "请接受 {number}：{value}";
    SAYS_ACCEPTED(number, value) = "accepted {number}: {value}", "已接受 {number}：{value}";
    SAYS_NACK(number) = "no, {number}", "拒绝，{number}";
    SAYS_DECIDE(value) = "chosen: {value}", "选定 {value}";

    NUMBER = "proposal number", "提案编号";
    PACKED = "as one 64-bit number", "合成的 64 位整数";
    PROMISED = "promised number", "承诺的编号";
    ACCEPTED_BEFORE = "accepted before", "此前接受的提案编号";
    ACCEPTED_NUMBER = "accepted number", "接受的提案编号";
    ACCEPTED_VALUE = "accepted value", "接受的值";
    TRIED = "highest time tried", "用过的最大编号时间";
    OWN_VALUE = "own value", "自己的提议";
    PROPOSED_VALUE = "proposed value", "提案的值";
    PROMISES = "promises", "收到的承诺";
    VOTES = "votes", "收到的接受";
    LEARNED_VALUE = "chosen value", "选定的值";

    PROMISED_LINE(number) = "promised {number}", "承诺 {number}";
    NO_PROMISE_LINE = "no promise", "未承诺";
    TRIES_LINE(number) = "tries {number}", "提案 {number}";
    KNOWS_LINE(value) = "knows {value}", "学到 {value}";
    NOTHING_LINE = "–", "–";
    PROMISES_BADGE(count, needed) = "{count} of {needed} promises", "承诺 {count}/{needed}";
    VOTES_BADGE(count, needed) = "{count} of {needed} votes", "接受 {count}/{needed}";
    HEEDS(number) = "has promised {number}", "已承诺 {number}";
    HAS_PROMISE(number) = "promised {number} to this node", "已向本节点承诺 {number}";
    HAS_VOTE(number) = "accepted {number} of this node", "已接受本节点的 {number}";

    NUMBERS_EXHAUSTED =
        "a proposer has numbers left: a time fits in 48 bits",
        "提议者还有编号可用：时间部分不超过 48 位";

    AGREEMENT = "At most one value is ever chosen or learned.", "被选定或学到的值至多一个。";
    LEARNER_SOUND = "A node learns only a value that is chosen.", "节点只会学到已被选定的值。";
    NONTRIVIALITY = "Only what a client asked for is accepted.", "被接受的值必由客户端提出。";
    ONE_VALUE =
        "All votes under one proposal number are for one value.",
        "同一提案编号下的所有接受都是同一个值。";
    ONE_VOTE =
        "An acceptor accepts at most one value under one number.",
        "接受者在同一编号下至多接受一个值。";
    VOTES_SAFE =
        "Where a value is accepted, no other value is or can become chosen under a smaller number.",
        "某值被接受时，更小的编号下没有、也不可能再选定别的值。";
    SHOWS_SAFE =
        "Phase 2 starts with a value that some quorum shows to be safe: that of its \
         highest-numbered vote, or any if it has none.",
        "接受阶段提出的值由某个法定人数证明是安全的：取其中编号最大的已接受值；若都未接受过，则可任选。";
    PAXOS_INV =
        "An acceptor never accepted above its promise, and reports only what it accepted.",
        "接受者接受的编号不高于其承诺，且只报告真正接受过的提案。";
    DURABILITY =
        "An acceptor says nothing that is not on its disk, and no restart takes a promise back.",
        "接受者应答的内容必已落盘，重启后承诺不会倒退。";
    PROGRESS =
        "While proposers hear from a quorum undisturbed, somebody learns a value or a client is \
         answered.",
        "只要提议者能不受干扰地得到法定人数的应答，终会有节点学到值，或客户端得到答复。";
    CHOSEN = "A value is chosen.", "有一个值被选定。";

    TWO_VALUES(first, second) =
        "two values are decided: {first} and {second}",
        "有两个值被选定：{first} 和 {second}";
    LEARNED_UNCHOSEN(node, value) =
        "{node} learned {value}, which no quorum accepted under one number",
        "{node} 学到 {value}，但在同一编号下接受它的接受者未达法定人数";
    VOTED_UNASKED(node, value) =
        "{node} accepted {value}, which no client asked for",
        "{node} 接受了没有客户端提出的 {value}";
    NUMBER_SPLIT(number) =
        "different values were accepted under the number {number}",
        "编号 {number} 下接受了不同的值";
    VOTED_TWICE(node, number) =
        "{node} accepted two values under the number {number}",
        "{node} 在编号 {number} 下接受了两个值";
    UNSAFE_VOTE(number, value) =
        "{value} was accepted under {number}, although another value is or can become chosen below",
        "编号 {number} 下接受了 {value}，而更小的编号下已经或仍可能选定别的值";
    UNSAFE_PROPOSAL(number, value) =
        "no quorum shows that {value} is safe under {number}",
        "没有法定人数能证明 {value} 在编号 {number} 下是安全的";
    ACCEPTED_ABOVE_PROMISED(node) =
        "{node} accepted a number above the one it promised",
        "{node} 接受的编号高于其承诺";
    REPORTED_NO_VOTE(node, number) =
        "{node} reports to have accepted {number}, which it did not",
        "{node} 报告接受过 {number}，实际并没有";
    SAID_UNWRITTEN(node) =
        "{node} answered before what it says was on its disk",
        "{node} 的应答内容尚未落盘";
    FORGOT_PROMISE(node, number) =
        "{node} restarts without its promise of {number}",
        "{node} 重启后丢失了对 {number} 的承诺";

    BUG_OWN_VALUE =
        "The proposer keeps its own value, whatever the promises report.",
        "提议者不顾承诺中的报告，坚持提出自己的值。";
    BUG_LOWEST =
        "The proposer adopts the lowest-numbered report instead of the highest.",
        "提议者采用报告中编号最小而非最大的值。";
    BUG_PROMISE_LOST =
        "The acceptor promises without writing the promise to its disk.",
        "接受者没有把承诺写入磁盘就应答。";
    BUG_VOTE_LOST =
        "The acceptor accepts without writing the proposal to its disk.",
        "接受者没有把接受的提案写入磁盘就应答。";
    BUG_REFUSES_EQUAL =
        "The acceptor refuses an Accept whose number equals its promise.",
        "接受者拒绝编号等于其承诺的接受请求。";
    BUG_IGNORES_PROMISE =
        "The acceptor accepts any number, whatever it promised.",
        "接受者不顾承诺，什么编号都接受。";
    BUG_NOT_RAISED =
        "Accepting a proposal does not raise the promise to its number.",
        "接受提案时没有把承诺提高到该编号。";
    BUG_NUMBER_REUSED =
        "The proposer counts in memory only, and after a restart uses its numbers again.",
        "提议者只在内存中计数，重启后重复使用旧编号。";
    BUG_STALE_PROMISE =
        "The proposer counts promises that were given for another number.",
        "提议者把针对其他编号的承诺也计入。";
    BUG_HALF =
        "Of an even number of acceptors, half count as a quorum.",
        "接受者为偶数个时，半数即算法定人数。";
    BUG_NO_PAUSE =
        "Proposers try again after a fixed time instead of a random one.",
        "提议者按固定而非随机的间隔重试。";
    BUG_COUNTS_ACROSS =
        "The learner counts votes for equal values together, whatever their numbers.",
        "学习者把不同编号下相同的值合在一起计数。";
    BUG_NUMBER_FOR_VALUE =
        "A proposer that is free to propose what it wants puts its number where the value belongs.",
        "可以自由提议的提议者把编号错放到了值的位置上。";

    PRESET_SIMPLE = "One proposer, one value", "一个提议者，一个值";
    PRESET_SIMPLE_STORY =
        "Nobody disturbs A: Prepare, promises, Accept, votes, and everyone learns the value.",
        "没有干扰：A 发出准备请求、收到承诺、发出接受请求、收到接受，所有节点学到该值。";
    PRESET_COURSE = "[1, 3] against [5, 7]", "[1, 3] 对 [5, 7]";
    PRESET_COURSE_STORY =
        "D prepares 1 for the value 3, E prepares 5 for the value 7, and their requests cross. The \
         acceptors refuse [1, 3] and choose 7. Later F comes with [9, 6] and must adopt 7.",
        "D 以编号 1 提议 3，E 以编号 5 提议 7，请求交错到达。接受者拒绝 [1, 3]，选定 7。\
         随后 F 带着 [9, 6] 前来，只能改为提议 7。";
    PRESET_DUEL = "Two proposers outbid each other", "两个提议者互相抬价";
    PRESET_DUEL_STORY =
        "With equal pauses, each Prepare comes just before the other's Accept, for ever. Then the \
         pauses become random, and one of the two gets through.",
        "重试间隔相同时，每次准备请求都抢在对方的接受请求之前，形成活锁。间隔改为随机后，其中一个得以完成。";
    PRESET_RECOVERY = "A half-finished proposal", "半途而废的提案";
    PRESET_RECOVERY_STORY =
        "Of five acceptors only A and B accept A's value, then A is down. C finds it in B's \
         promise and must finish it, in place of its own.",
        "五个接受者中只有 A、B 接受了 A 的值，A 随即宕机。C 从 B 的承诺中发现该值，\
         只能放弃自己的值，替 A 完成提案。";
    PRESET_ROLES = "One role per node", "角色分离";
    PRESET_ROLES_STORY =
        "A, B and C accept, D and E propose, F learns: it counts the votes itself.",
        "A、B、C 是接受者，D、E 是提议者，F 是学习者：它自己清点接受消息。";
}

/// The rules that handlers cite.
pub mod rules {
    quorate_proto::rules! {
        PREPARES(node, number) from "PMS §2.2, phase 1 (a)" =
            "{node} prepares {number}, a number it never used",
            "{node} 用从未用过的编号 {number} 发起准备";
        PROMISES(number) from "PMS §2.2, phase 1 (b)" =
            "{number} is above all it promised: it promises, having accepted nothing",
            "{number} 高于以往承诺：作出承诺，尚未接受过提案";
        REPORTS(number, accepted, value) from "PMS §2.2, phase 1 (b)" =
            "it promises {number} and reports {accepted}: {value}, the highest it accepted",
            "承诺 {number}，并报告已接受的最大编号提案 {accepted}：{value}";
        REFUSES_PREPARE(number, promised) from "PMS §2.2, phase 1 (b)" =
            "no answer to Prepare {number}: not above the promised {promised}",
            "不应答准备 {number}：不大于已承诺的 {promised}";
        LEADS(node, number, count) from "PMS §2.2, phase 1" marks Election =
            "{node} has {count} promises for {number}, a quorum: phase 2 may begin",
            "{node} 收到 {count} 个对 {number} 的承诺，达到法定人数：可进入接受阶段";
        ADOPTS(number, value, accepted) from "PMS §2.2, P2c" =
            "{number} must carry {value}, the value of the highest report, {accepted}",
            "{number} 必须采用 {value}：它是报告中编号最大的提案 {accepted} 的值";
        IS_FREE(number, value) from "PMS §2.2, P2c" =
            "no report: {number} may carry the proposer's own value, {value}",
            "没有任何报告：{number} 可以提出自己的值 {value}";
        ACCEPTS(number, value) from "PMS §2.2, phase 2 (b)" =
            "{number} is not below its promise: it accepts {value}",
            "{number} 不小于其承诺：接受 {value}";
        REFUSES_ACCEPT(number, promised) from "PMS §2.2, P1a" =
            "it does not accept {number}: it has promised {promised}",
            "不接受 {number}：已承诺 {promised}";
        BACKS_OFF(node, number, promised) from "PMS §2.4" =
            "{node} gives {number} up, as somebody prepared {promised}",
            "{node} 放弃 {number}：已有更大的编号 {promised}";
        RESENDS(node, count) from "PMS §2.2" =
            "{node} repeats its question to {count} acceptors that have not answered",
            "{node} 向 {count} 个未应答的接受者重发请求";
        CHOSEN(node, number, value) from "PMS §2.3" marks Commit =
            "{node} has votes of a quorum for {number}: {value} is chosen",
            "{node} 得知法定人数接受了 {number}：{value} 被选定";
        IS_TOLD(node, from, value) from "PMS §2.3" marks Commit =
            "{node} learns from {from} that {value} is chosen",
            "{node} 从 {from} 得知 {value} 被选定";
    }

    /// All of them.
    pub const ALL: &[&quorate_proto::RuleInfo] = &[
        PREPARES.info(),
        PROMISES.info(),
        REPORTS.info(),
        REFUSES_PREPARE.info(),
        LEADS.info(),
        ADOPTS.info(),
        IS_FREE.info(),
        ACCEPTS.info(),
        REFUSES_ACCEPT.info(),
        BACKS_OFF.info(),
        RESENDS.info(),
        CHOSEN.info(),
        IS_TOLD.info(),
    ];
}
