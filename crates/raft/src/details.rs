//! What this crate says beside its picture, in every language side by side: names of parameters,
//! fields and facts, what is promised, what bugs and ready scenarios are about. A page draws its
//! first picture without them, so nothing that a stage shows may stand here.

use quorate_proto::phrases;

phrases! {
    SUMMARY =
        "One elected leader appends every command to its log and copies that log to the others. \
         What a majority holds survives every crash that leaves a majority.",
        "由选举产生的领导者把每条命令写入自己的日志，再复制给其他服务器。多数服务器都有的内容，只要仍有多数存活，就不会丢失。";

    // Parameters.
    ELECTION_MIN = "Election timeout, least", "选举超时下限";
    ELECTION_MAX = "Election timeout, most", "选举超时上限";
    HEARTBEAT_INTERVAL = "Heartbeat interval", "心跳间隔";
    BATCH = "Entries per message", "每条消息的日志项上限";
    PIPELINE = "Unanswered messages per follower", "每个跟随者未确认的消息上限";
    BACKOFF = "Going back after a refusal", "被拒绝后的回退方式";
    BACKOFF_NAIVE = "one entry at a time", "每次一项";
    BACKOFF_TERM = "to the start of the conflicting term", "退到冲突任期的开头";
    BACKOFF_FAST = "skipping terms on both sides", "双方按任期跳过";
    NO_OP_SWITCH = "No-op at the start of a term", "任期开始时写入空操作";

    // Messages.
    FIELD_PREVIOUS = "entry before (index.term)", "前一日志项（索引.任期）";
    FIELD_LAST = "last entry (index.term)", "最后日志项（索引.任期）";
    FIELD_ENTRIES = "entries", "日志项";
    FIELD_LEADER_COMMIT = "leader's commit index", "领导者的提交索引";
    FIELD_GRANTED = "granted", "是否投给";
    FIELD_MATCHED = "matches up to", "一致到";
    FIELD_REFUSED = "previous entry refused", "被拒绝的前一项";
    FIELD_HINT = "hint (index.term)", "提示（索引.任期）";

    // The view of a node.
    TERM = "term", "任期";
    VOTED_FOR = "voted for", "投票给";
    LAST_INDEX = "last index", "最后索引";
    COMMIT = "commit index", "提交索引";
    APPLIED = "last applied", "已应用到";
    KNOWN_LEADER = "leader", "领导者";
    VOTES = "votes", "得票";
    LOG = "Log", "日志";
    INDEX = "#", "#";
    COMMAND = "command", "命令";
    HOLDERS = "on servers", "所在服务器数";
    FOLLOWERS = "Followers", "各跟随者";
    SERVER = "server", "服务器";
    NEXT = "next index", "下一索引";
    MATCH = "match index", "匹配索引";
    PACE = "pace", "节奏";
    PROBING = "finding where the logs agree", "寻找日志的一致点";
    STREAMING = "streaming", "连续复制";
    STORE = "Key-value state", "键值状态";
    BINDING = "value", "值";
    SESSIONS = "Sessions", "会话";
    CLIENT = "client", "客户端";
    SEQUENCE = "latest request", "最近的请求";
    ANSWER = "answer", "结果";

    // Properties.
    ELECTION_SAFETY = "At most one leader is elected in a term.", "每个任期最多选出一位领导者。";
    VOTE_ONCE =
        "A server gives its vote of a term to one candidate only, restarts included.",
        "一台服务器在一个任期中只投给一位候选人，重启之后也不例外。";
    LEADER_APPEND_ONLY =
        "A leader never overwrites or deletes entries of its log; it only appends.",
        "领导者从不覆盖或删除自己的日志项，只追加。";
    LOG_MATCHING =
        "If two logs hold an entry with the same index and term, they are equal up to there.",
        "若两份日志在同一索引处的日志项任期相同，则到此为止完全一致。";
    LEADER_COMPLETENESS =
        "A new leader holds every entry that was committed in earlier terms.",
        "新领导者拥有此前任期中提交过的每一条日志项。";
    STATE_MACHINE_SAFETY =
        "No two servers apply different entries at the same index.",
        "任何两台服务器都不会在同一索引处应用不同的日志项。";
    COMMIT_QUORUM =
        "A leader commits an entry only when a majority has it on disk.",
        "只有多数服务器已将日志项落盘，领导者才提交它。";
    QUORUM_LOG =
        "In every majority, some server has all that is committed on its disk.",
        "任何一个多数派中，总有一台服务器的磁盘上有全部已提交的内容。";
    ORDER =
        "Applied ≤ committed ≤ last index; terms along a log, and what a server knows, never \
         decrease.",
        "已应用 ≤ 已提交 ≤ 最后索引；日志中的任期和服务器所知的进度从不减小。";
    PERSIST_BEFORE_SEND =
        "A vote or an acknowledgement leaves a server only after it is on disk.",
        "选票和确认在落盘之后才会发出。";
    SESSION_ONCE =
        "A client's request changes the state at most once, and is always given the same answer.",
        "客户端的一个请求最多改变状态一次，得到的答复也始终相同。";
    LEADER_ELECTED = "Some server wins an election.", "有服务器赢得选举。";
    PROGRESS =
        "While a majority is up and connected, a waiting client is answered in time.",
        "只要多数服务器存活且互通，等待的客户端就会及时得到答复。";

    // Bugs.
    BUG_R1 =
        "The leader commits an entry of an older term as soon as a majority has it.",
        "旧任期的日志项一旦被多数服务器拥有，领导者就将其提交。";
    BUG_R2 = "A server forgets in a crash whom it voted for.", "服务器崩溃后忘记自己投过谁。";
    BUG_R3 =
        "A server forgets its term in a crash and takes that of its last entry.",
        "服务器崩溃后忘记当前任期，改用最后一条日志项的任期。";
    BUG_R4 =
        "A follower acknowledges entries that it has not written to disk.",
        "跟随者在日志项尚未写入磁盘时就予以确认。";
    BUG_R5 =
        "A message from the leader of the present term clears the vote.",
        "收到当前任期领导者的消息时，把投过的票清空。";
    BUG_R6 =
        "Voters do not compare logs: whoever asks first gets the vote.",
        "投票者不比较日志：谁先来就投给谁。";
    BUG_R7 =
        "Voters compare the length of the logs and not the term of the last entries.",
        "投票者只比较日志长度，不比较最后一条日志项的任期。";
    BUG_R8 =
        "A follower commits up to the end of its own log instead of the end of what was sent.",
        "跟随者提交到自己日志的末尾，而不是本次消息所含日志项的末尾。";
    BUG_R9 =
        "A follower cuts its log after the entry before the new ones, conflict or not.",
        "跟随者不论是否冲突，都把前一日志项之后的内容截掉。";
    BUG_R30 =
        "The state machine keeps no sessions: a repeated request is performed again.",
        "状态机不保存会话：重复的请求会再次执行。";
    BUG_R36 =
        "Election timeouts are not random: all wait equally long.",
        "选举超时没有随机化：大家等待的时间一样长。";
    BUG_R37 =
        "A voter starts its election timeout anew even when it refuses the vote.",
        "投票者拒绝投票时也重置选举超时。";
    BUG_R42 =
        "A leader whose entries are refused gives way: it cuts its own log to where the follower's \
         agrees.",
        "领导者的日志项被拒绝时反而让步：把自己的日志截到与跟随者一致之处。";
    BUG_R43 =
        "A follower takes entries without comparing the term of the entry before them.",
        "跟随者接受日志项时不比较前一日志项的任期。";

    // Presets.
    PRESET_SINGLE = "One server", "单个节点";
    STORY_SINGLE =
        "With one server, agreement is easy: it elects itself, writes SET 8 to its log and \
         answers.",
        "只有一个节点时，达成一致很容易：它选自己为领导者，把 SET 8 写入日志，然后答复客户端。";
    PRESET_THREE = "Three servers agree", "三个节点达成共识";
    STORY_THREE =
        "One server asks the others for their votes, becomes leader, and copies the client's \
         command to them. It counts as one of the majority itself.",
        "一个节点向其他节点求票，成为领导者，再把客户端的命令复制给它们。领导者自己也算在多数之内。";
    PRESET_ELECTION = "Leader election", "领导者选举";
    STORY_ELECTION =
        "Everybody waits a random time between 150 and 300 ms. Whoever wakes first asks for \
         votes; a term has at most one leader, and may have none.",
        "每个节点随机等待 150 至 300 毫秒，先醒来者求票。一个任期最多有一位领导者，也可能没有。";
    PRESET_REPLICATION = "Log replication", "日志复制";
    STORY_REPLICATION =
        "SET 5, then ADD 2. The leader sends each entry at once, commits it when a majority of \
         the cluster (itself included) has it on disk, and tells the followers with its next \
         message.",
        "先 SET 5，再 ADD 2。领导者立即发送每条日志项；集群的多数（含自己）落盘后即提交，并在下一条消息中告知跟随者。";
    PRESET_RE_ELECTION = "The leader crashes", "领导者崩溃后重新选举";
    STORY_RE_ELECTION =
        "Without heartbeats a follower's patience ends, and a new term begins. The old leader \
         comes back as a follower and catches up.",
        "收不到心跳，跟随者等待超时，新的任期开始。旧领导者回来后成为跟随者，并补齐日志。";
    PRESET_SPLIT_VOTE = "A split vote", "选票瓜分";
    STORY_SPLIT_VOTE =
        "Four servers, two candidates at the same moment: two votes each, three needed. Nobody \
         wins the term; fresh random timeouts decide the next one.",
        "四个节点，两位候选人同时参选：各得两票，而需要三票。本任期无人当选，重新随机的超时决定下一任期。";
    PRESET_PARTITION = "Two leaders in a partition, then healing", "网络分区中的两位领导者与愈合";
    STORY_PARTITION =
        "The old leader B keeps A only: its SET 3 reaches two of five and never commits. C leads \
         a later term and commits SET 8. When the network heals, B sees the higher term and steps \
         down; A and B drop SET 3 and take over SET 8.",
        "旧领导者 B 只剩 A：SET 3 只到五台中的两台，始终无法提交。C 在更高的任期中领导，并提交 SET 8。\
         网络愈合后，B 看到更高的任期而退位；A 与 B 丢弃 SET 3，接受 SET 8。";
    PRESET_LOG_REPAIR = "Repairing a follower's log", "修复跟随者的日志";
    STORY_LOG_REPAIR =
        "The leader sends entry 8 with (7, term 4) before it; the follower has another entry 7 \
         and refuses. The leader goes back to (6, term 3), which matches, and overwrites the \
         rest. Only what really conflicts is deleted.",
        "领导者发送日志项 8，其前一项为（7，任期 4）；跟随者的第 7 项不同，于是拒绝。领导者回退到（6，任期 3），两者一致，其后的内容被覆盖。只有真正冲突的部分才会删除。";
    PRESET_FIGURE_7 = "Figure 7: six ways to differ", "图 7：日志不一致的六种情形";
    STORY_FIGURE_7 =
        "The logs of the paper's Figure 7. A is elected for term 8 and brings all six followers \
         in line, whether they miss entries, have extra ones, or both.",
        "论文图 7 中的日志。A 当选任期 8 的领导者，使六个跟随者与自己一致：有的缺日志项，有的多，有的又缺又多。";
    PRESET_FIGURE_8 = "Figure 8: a majority is not enough", "图 8：多数还不够";
    STORY_FIGURE_8 =
        "A leads term 4 and copies an entry of term 2 to a majority. It does not commit it, and \
         rightly so: E, with an entry of term 3, can still win and overwrite it.",
        "A 在任期 4 中把任期 2 的日志项复制到多数节点，却不提交，这是对的：拥有任期 3 日志项的 E 仍可能当选并覆盖它。";
}
