//! What this crate says to people, in every language side by side.

use quorate_proto::{phrases, rules};

rules! {
    STARTS(node, term) from "Raft Figure 2, Persistent state" =
        "{node} starts as a follower in term {term}, from what its disk kept",
        "{node} 以磁盘上保留的内容启动，在任期 {term} 中作跟随者";
    SEES_HIGHER_TERM(node, term) from "Raft §5.1" =
        "{node} sees term {term}, higher than its own, and adopts it with a fresh vote",
        "{node} 看到更高的任期 {term}，于是采用该任期，手中的票重新可投";
    STEPS_DOWN(node) from "Raft §5.1" =
        "{node} is no longer leader and follows",
        "{node} 不再是领导者，转为跟随者";
    STARTS_ELECTION(node, term) from "Raft §5.2" =
        "{node} has heard no leader for its election timeout: it campaigns in term {term} and \
         votes for itself",
        "{node} 在选举超时时间内没有收到领导者的消息：它在任期 {term} 中参选，并先投自己一票";
    GRANTS_VOTE(node, candidate, term) from "Raft §5.2, §5.4.1" =
        "{node} gives its one vote of term {term} to {candidate}",
        "{node} 把任期 {term} 中唯一的一票投给 {candidate}";
    REFUSES_OLD_TERM(node, term, current) from "Raft §5.1" =
        "{node} refuses a candidate of term {term}: it is in term {current} already",
        "{node} 拒绝任期 {term} 的候选人：它已处于任期 {current}";
    REFUSES_SECOND_VOTE(node, candidate, other, term) from "Raft §5.2" =
        "{node} refuses {candidate}: its vote of term {term} belongs to {other}",
        "{node} 拒绝 {candidate}：任期 {term} 的票已投给 {other}";
    REFUSES_STALE_LOG(node, candidate) from "Raft §5.4.1" =
        "{node} refuses {candidate}: its own log is more up-to-date",
        "{node} 拒绝 {candidate}：它的日志不如自己的新";
    WINS_ELECTION(node, term, votes) from "Raft §5.2" marks Election =
        "{node} has a majority of the votes ({votes}) and leads term {term}",
        "{node} 获得 {votes} 票，达到多数，成为任期 {term} 的领导者";
    YIELDS(node, leader) from "Raft §5.2" =
        "{node} hears {leader} lead its own term and gives up its candidacy",
        "{node} 得知 {leader} 已在同一任期中当选，于是放弃参选";
    APPENDS_NO_OP(node, index) from "Raft §8" =
        "{node} opens its term with a no-op at index {index}",
        "{node} 在索引 {index} 处写入一条空操作，开始自己的任期";
    APPENDS_FOR_CLIENT(node, operation, index) from "Raft §5.3" =
        "{node} appends {operation} at index {index} and replicates it at once",
        "{node} 把 {operation} 追加到索引 {index} 处，并立即复制给其他服务器";
    REDIRECTS(node) from "Raft §8" =
        "{node} does not lead and sends the client to whom it takes for the leader",
        "{node} 不是领导者，让客户端去找它所知道的领导者";
    REFUSES_OLD_LEADER(node, leader, term) from "Raft Figure 2, AppendEntries 1" =
        "{node} refuses {leader}: its term {term} is over",
        "{node} 拒绝 {leader}：它的任期 {term} 已经结束";
    REFUSES_ENTRIES(node, index, term) from "Raft Figure 2, AppendEntries 2" =
        "{node} has no entry {index} of term {term} and refuses what should follow it",
        "{node} 在索引 {index} 处没有任期为 {term} 的日志项，因此拒绝其后的内容";
    CUTS_LOG(node, index) from "Raft Figure 2, AppendEntries 3" =
        "{node} deletes what conflicts with the leader: all entries after {index}",
        "{node} 删除与领导者冲突的内容：索引 {index} 之后的所有日志项";
    TAKES_ENTRIES(node, index) from "Raft Figure 2, AppendEntries 4" =
        "{node} appends what it lacks and now ends at index {index}",
        "{node} 追加所缺的日志项，日志现在到索引 {index} 为止";
    LEARNS_COMMIT(node, index) from "Raft Figure 2, AppendEntries 5" =
        "{node} learns that all up to index {index} is committed",
        "{node} 得知索引 {index} 及之前的日志项均已提交";
    GOES_BACK(node, peer, index) from "Raft §5.3" =
        "{node} goes back and tries {peer} from index {index} on",
        "{node} 回退，改从索引 {index} 起向 {peer} 复制";
    COMMITS(node, index, term) from "Raft §5.3, §5.4.2" marks Commit =
        "{node} commits up to index {index}: a majority holds this entry of term {term}",
        "{node} 提交到索引 {index}：多数服务器都有这条任期 {term} 的日志项";
    WAITS_FOR_OWN_TERM(node, index, term) from "Raft §5.4.2" =
        "{node} does not commit index {index}: a majority holds it, but it is older than term \
         {term}",
        "{node} 不提交索引 {index}：虽然多数服务器已有它，但它早于任期 {term}";
    ANSWERS_AGAIN(node, operation) from "Thesis §6.3" =
        "{node} has done {operation} before and repeats its answer",
        "{node} 早已执行过 {operation}，只把当时的结果再答复一次";
    IGNORES_REPEATED(node, operation) from "Thesis §6.3" =
        "{node} finds {operation} in the log a second time and does not perform it again",
        "{node} 在日志中第二次遇到 {operation}，不再重复执行";
}

phrases! {
    TITLE = "Raft", "Raft";
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
    REQUEST_VOTE = "request vote", "请求投票";
    VOTE = "vote", "投票";
    APPEND_ENTRIES = "append entries", "追加日志";
    HEARTBEAT = "heartbeat", "心跳";
    APPENDED = "appended", "已追加";
    REJECTED = "rejected", "已拒绝";
    STORED = "stored", "已落盘";
    LABEL_REQUEST_VOTE(term) = "vote? t{term}", "求票 t{term}";
    LABEL_VOTE_YES(term) = "vote t{term}", "投票 t{term}";
    LABEL_VOTE_NO(term) = "no t{term}", "不投 t{term}";
    LABEL_APPEND(first, last) = "#{first}–{last}", "#{first}–{last}";
    LABEL_APPEND_ONE(index) = "#{index}", "#{index}";
    LABEL_HEARTBEAT(term) = "beat t{term}", "心跳 t{term}";
    LABEL_APPENDED(index) = "ok #{index}", "确认 #{index}";
    LABEL_REJECTED(index) = "not #{index}", "拒绝 #{index}";
    LABEL_STORED(index) = "disk #{index}", "落盘 #{index}";
    FIELD_PREVIOUS = "entry before (index.term)", "前一日志项（索引.任期）";
    FIELD_LAST = "last entry (index.term)", "最后日志项（索引.任期）";
    FIELD_ENTRIES = "entries", "日志项";
    FIELD_LEADER_COMMIT = "leader's commit index", "领导者的提交索引";
    FIELD_GRANTED = "granted", "是否投给";
    FIELD_MATCHED = "matches up to", "一致到";
    FIELD_REFUSED = "previous entry refused", "被拒绝的前一项";
    FIELD_HINT = "hint (index.term)", "提示（索引.任期）";

    // Timers and roles.
    TIMER_ELECTION = "election timeout", "选举超时";
    TIMER_HEARTBEAT = "heartbeat", "心跳";
    FOLLOWER = "follower", "跟随者";
    CANDIDATE = "candidate", "候选人";
    LEADER = "leader", "领导者";

    // The view of a node.
    HEADLINE(term) = "term {term}", "任期 {term}";
    BADGE_VOTES(votes, needed) = "{votes} of {needed}", "{votes}/{needed}";
    VOTED_FOR_RELATION(node) = "voted for {node}", "投给 {node}";
    FOLLOWS(node) = "follows {node}", "跟随 {node}";
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
    NO_OP = "no-op", "空操作";
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

    // Rules that a server checks itself.
    TWO_LEADERS =
        "Another server claims to lead the very term that this one leads.",
        "另一台服务器声称自己在领导本服务器正在领导的任期。";
    COMMITTED_CUT =
        "A leader wants this server to delete entries that are committed.",
        "领导者要求本服务器删除已经提交的日志项。";
    ACK_BEYOND_LOG =
        "A follower acknowledges entries that this leader does not have.",
        "跟随者确认了本领导者没有的日志项。";

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

    // How properties break.
    TWO_WINNERS(term, first, second) =
        "term {term} has two leaders: {first} and {second}",
        "任期 {term} 出现两位领导者：{first} 与 {second}";
    TWO_VOTES(node, term, first, second) =
        "{node} voted twice in term {term}: for {first} and for {second}",
        "{node} 在任期 {term} 中投了两票：先投 {first}，又投 {second}";
    LEADER_CUT(node, term, index) =
        "{node} leads term {term} and lost its own entry {index}",
        "{node} 在领导任期 {term} 时丢掉了自己的日志项 {index}";
    LOGS_DIFFER(node, index, term) =
        "entry {index} of term {term} in the log of {node} is not what it is elsewhere",
        "{node} 日志中索引 {index}、任期 {term} 的日志项与别处不同";
    LEADER_LACKS(node, term, index) =
        "{node} leads term {term} without the committed entry {index}",
        "{node} 当选任期 {term} 的领导者，却缺少已提交的日志项 {index}";
    APPLIED_DIFFERENTLY(node, index) =
        "{node} applied another entry at index {index} than a server before it",
        "{node} 在索引 {index} 处应用的日志项与先前服务器的不同";
    NO_QUORUM(node, index, count, needed) =
        "{node} committed entry {index}, but only {count} disks hold it, not {needed}",
        "{node} 提交了日志项 {index}，但只有 {count} 个磁盘上有它，而需要 {needed} 个";
    QUORUM_LOST(index, count) =
        "the committed entry {index} is left on {count} disks: a majority can forget it",
        "已提交的日志项 {index} 只剩在 {count} 个磁盘上：某个多数派可能把它忘掉";
    OUT_OF_ORDER(node, applied, commit, last) =
        "{node} has applied {applied}, committed {commit}, last index {last}",
        "{node} 已应用 {applied}，已提交 {commit}，最后索引 {last}";
    WENT_BACK(node, before, after) =
        "{node} went back from {before} to {after}",
        "{node} 从 {before} 退回到 {after}";
    VOTE_NOT_STORED(node, term) =
        "a vote of {node} in term {term} left before it was on disk",
        "{node} 在任期 {term} 的选票尚未落盘就已发出";
    ACK_NOT_STORED(node, index) =
        "{node} acknowledged entry {index} before it was on disk",
        "{node} 在日志项 {index} 落盘之前就确认了它";
    DONE_TWICE(client, sequence) =
        "request {sequence} of {client} took effect twice",
        "{client} 的第 {sequence} 个请求生效了两次";
    ANSWERED_DIFFERENTLY(client, sequence) =
        "request {sequence} of {client} was given two different answers",
        "{client} 的第 {sequence} 个请求得到了两个不同的答复";

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
