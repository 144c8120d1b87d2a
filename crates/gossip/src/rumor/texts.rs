//! The words, in English and in Chinese.

quorate_proto::phrases! {
    TITLE = "Rumor mongering", "谣言传播";
    SUMMARY =
        "A site with news tells it to sites picked at random, and stops when too many of them \
         have heard it already. Cheap and quick, but a few sites may never hear: that share, \
         the residue, can be calculated.",
        "获得新数据的节点不断随机挑选其他节点告知，当对方屡屡已经知晓时便停止传播。\
         它代价低、速度快，但可能有少数节点始终没有收到，这一比例称为残留率，可以事先算出。";

    SUSCEPTIBLE = "susceptible", "易感";
    INFECTIVE = "infective", "感染";
    REMOVED = "removed", "免疫";

    MODE = "Direction", "传播方向";
    MODE_PUSH = "push", "推";
    MODE_PULL = "pull", "拉";
    MODE_PUSH_PULL = "push-pull", "推拉结合";
    REMOVAL = "Removal", "移除依据";
    REMOVAL_FEEDBACK = "feedback", "有反馈";
    REMOVAL_BLIND = "blind", "盲目";
    STOP = "Loses interest by", "停止规则";
    STOP_COUNTER = "counter", "计数";
    STOP_COIN = "coin", "掷币";
    K = "k: useless contacts until a site stops", "k：停止前允许的无效联系次数";
    PERIOD = "Period of a cycle", "周期";
    TIMING = "Timing", "时序";
    TIMING_CYCLES = "in cycles", "同步轮次";
    TIMING_EVENTS = "each at its own time", "各按各的时间";
    LIMIT = "Callers accepted per cycle (0: any number)", "每轮接受的连接数（0 表示不限）";
    HUNT = "Further tries after being turned away", "被拒绝后的重试次数";

    NEXT_CYCLE = "next cycle", "下一轮";

    KIND_RUMOR = "rumor", "谣言";
    KIND_FEEDBACK = "feedback", "反馈";
    KIND_PULL = "pull request", "拉取请求";
    KIND_CALL = "call", "连接请求";
    KIND_ACCEPT = "call accepted", "接受连接";
    KIND_BUSY = "call turned away", "拒绝连接";

    SAYS(operation) = "{operation}", "{operation}";
    NEWS = "news!", "新消息！";
    OLD_NEWS = "knew it", "早已知晓";
    PULL = "anything new?", "有新消息吗？";
    CALL = "may I?", "可否连接？";
    ACCEPT = "go ahead", "请讲";
    BUSY = "busy", "忙";

    UPDATE = "Update", "更新";
    ASKED_BY = "Client", "客户端";
    REQUEST = "Request number", "请求序号";
    WAS_NEWS = "Was news", "对方此前不知";

    NOTHING_KNOWN = "–", "–";
    KNOWS(operation) = "{operation}", "{operation}";
    COUNTER_OF(counter, k) = "{counter}/{k}", "{counter}/{k}";
    STORE = "Store", "存储";
    ROUNDS = "Cycles acted in", "已行动的轮数";
    SENT = "Updates sent", "已发送的更新";
    TURNED_AWAY = "Turned away in this cycle", "本轮被拒次数";
    CALLERS = "Calls taken", "已接受的连接";
    HOT_LIST = "Hot rumors", "热点谣言";
    COUNTER = "Useless contacts in a row", "连续无效联系";
    THIS_CYCLE = "This cycle", "本轮";
    VERDICT_OPEN = "nothing yet", "尚无反馈";
    VERDICT_USELESS = "known already", "对方已知";
    VERDICT_NEEDED = "needed", "对方需要";
    KNOWN_RUMORS = "Known rumors", "已知谣言";
    HEARD_FROM = "Heard from", "来源";
    IN_CYCLE = "In cycle", "所在轮次";
    CALLS = "calls", "正在连接";
    TALKED_TO = "talked to", "已联系";

    FIGURE_RESIDUE = "Residue s: share that has not heard", "残留率 s：未收到的比例";
    FIGURE_INFECTIVE = "Infective: share that spreads it", "感染：正在传播的比例";
    FIGURE_TRAFFIC = "Traffic m: updates sent per site", "流量 m：平均每节点发送的更新数";
    FIGURE_T_AVE = "Average delay in cycles", "平均延迟（轮）";
    FIGURE_T_LAST = "Cycles until the last arrival", "最后一次到达的轮次";

    KNOWS_EXACT =
        "With respect to each rumor, a site is susceptible, infective or removed: the infective \
         and the removed sites are exactly those that know it.",
        "对每条谣言，节点只处于易感、感染、免疫三种状态之一：\
         感染节点与免疫节点合起来恰好是知晓它的节点。";
    TRAFFIC_EXACT =
        "The updates that sites count as sent are the updates that left them.",
        "节点统计的更新发送数等于实际发出的更新数。";
    QUIESCENCE =
        "Only infective sites send updates, and with a counter no site stays infective after k \
         cycles of useless contacts in a row.",
        "只有感染节点才发送更新；采用计数规则时，连续 k 轮联系无效的节点不会继续处于感染状态。";
    RESIDUE_FROZEN =
        "Once no site is infective the residue stays as it is: a site learns a rumor only from \
         a client or from an update that an infective site sent to it.",
        "一旦没有感染节点，残留率便不再变化：节点只能从客户端，\
         或从感染节点发给它的更新中得知谣言。";
    EVENTUAL_DELIVERY =
        "An update that a client is told to be delivered is at every site.",
        "凡是已向客户端宣布送达的更新，所有节点都已存储。";
    SPREAD = "A rumor reaches every site.", "某条谣言传遍所有节点。";

    BROKEN_UNKNOWN(site) =
        "{site} spreads a rumor that it does not know",
        "{site} 在传播一条自己并不知晓的谣言";
    BROKEN_TALLY(infective, knows) =
        "{infective} sites are infective, but only {knows} know the rumor",
        "有 {infective} 个感染节点，但只有 {knows} 个节点知晓该谣言";
    BROKEN_TRAFFIC(site, counted, sent) =
        "{site} counts {counted} updates, but sent {sent}",
        "{site} 统计发送了 {counted} 条更新，实际为 {sent} 条";
    BROKEN_SENDER(site) =
        "{site} sends an update that is not hot there",
        "{site} 发送了一条在该处已不是热点的更新";
    BROKEN_STREAK(site, streak, k) =
        "{site} is still infective after {streak} useless cycles in a row; k is {k}",
        "{site} 连续 {streak} 轮联系无效后仍处于感染状态，而 k 为 {k}";
    BROKEN_RESIDUE(site) =
        "{site} learned a rumor that nobody sent to it",
        "{site} 得知了一条无人发送给它的谣言";
    BROKEN_DELIVERY(site, missing) =
        "{site} announces delivery, but {missing} sites do not have the update",
        "{site} 宣布已送达，但还有 {missing} 个节点没有该更新";

    BUG_ANNOUNCES =
        "The site that took an update confirms it to the client as delivered everywhere when it \
         loses interest. But losing interest only means that a few partners had heard.",
        "接收更新的节点在失去兴趣时向客户端确认更新已送达所有节点。\
         然而失去兴趣只说明随机联系到的几个节点已经知晓。";
    BUG_STUCK_COUNTER =
        "The counter of useless contacts never increments: nobody loses interest, and the \
         traffic grows for ever.",
        "无效联系的计数从不增加：没有节点会失去兴趣，流量无休止地增长。";
    BUG_NOT_STORED =
        "A site passes on what it hears and forgets to store it: once it loses interest it is \
         susceptible again.",
        "节点把听到的谣言继续传播，却忘了存储：一旦失去兴趣，它又变回易感节点。";
    BUG_COUNTS_CONTACTS =
        "A site counts the contacts to which it told something, not the updates that it sent: the \
         traffic looks smaller than it is.",
        "节点统计的是联系次数而不是发送的更新数：流量看起来比实际小。";
    BUG_RENAMES =
        "A site gives what it hears a name of its own before it stores it and passes it on: nobody \
         can tell any more that it is the same rumor.",
        "节点在存储和转发之前给听到的谣言另起名字：再也没有节点能认出这是同一条谣言。";

    PRESET_EVERYONE = "A rumor that reaches everyone", "传遍所有节点的谣言";
    PRESET_EVERYONE_STORY =
        "Push with feedback and k = 4. Watch the filled discs double from cycle to cycle, and \
         then lose interest one by one.",
        "推模式，有反馈，k = 4。观察实心圆点逐轮倍增，随后一个个失去兴趣。";
    PRESET_DIES_EARLY = "A rumor that dies early", "过早消亡的谣言";
    PRESET_DIES_EARLY_STORY =
        "With k = 1, one useless contact is enough to stop. When nobody is infective any more, \
         some sites have not heard, and never will.",
        "k = 1 时，一次无效联系就会停止传播。当不再有感染节点时，仍有节点没有收到，\
         而且永远不会收到。";
    PRESET_PULL = "Asking instead of telling", "由询问代替告知";
    PRESET_PULL_STORY =
        "Every site asks one other per cycle. Slow to begin with, thorough at the end: few \
         sites are left out.",
        "每个节点每轮询问一个其他节点。开头较慢，收尾彻底：遗漏的节点很少。";
    PRESET_PUSH_PULL = "Telling and asking", "既告知又询问";
    PRESET_PUSH_PULL_STORY =
        "Each contact goes both ways: quick at the beginning like push, thorough at the end \
         like pull.",
        "每次联系都双向进行：开头像推一样快，收尾像拉一样彻底。";
    PRESET_SIXTY_FOUR = "Sixty-four sites", "六十四个节点";
    PRESET_SIXTY_FOUR_STORY =
        "Enough sites to see the shape of an epidemic: the slow start, the steep middle, the \
         long tail.",
        "节点足够多，可以看出传播曲线的形状：缓慢的开端、陡峭的中段和长长的尾巴。";
}

/// The rules that a site cites.
pub mod rules {
    use quorate_proto::RuleInfo;

    quorate_proto::rules! {
        TAKES_UPDATE(site, operation) from "CSL-89-1 §1.4" marks Commit =
            "{site} takes {operation} from a client: a new rumor is hot",
            "{site} 从客户端接收 {operation}：一条新谣言成为热点";
        NOT_A_RUMOR(site, operation) from "CSL-89-1 §1" =
            "{site} leaves {operation} alone: only SET can be merged in any order",
            "{site} 不处理 {operation}：只有 SET 可以按任意顺序合并";
        PUSHES(site, partner) from "CSL-89-1 §1.4, Push vs. Pull" =
            "{site} picks {partner} at random and tells it what is hot",
            "{site} 随机选中 {partner}，把热点谣言告诉它";
        PULLS(site, partner) from "CSL-89-1 §1.4, Push vs. Pull" =
            "{site} picks {partner} at random and asks it for news",
            "{site} 随机选中 {partner}，向它询问新消息";
        ANSWERS_PULL(site, partner) from "CSL-89-1 §1.4, Push vs. Pull" =
            "{site} answers {partner} with what is hot",
            "{site} 以热点谣言回应 {partner}";
        LEARNS(site, operation, partner) from "CSL-89-1 §1.4" =
            "{site} hears {operation} from {partner} for the first time and finds it hot",
            "{site} 首次从 {partner} 得知 {operation}，并将其列为热点";
        WAS_NEEDED(partner, operation) from "CSL-89-1 §1.4, Blind vs. Feedback" =
            "To {partner} {operation} was news: a useful contact",
            "{partner} 此前不知道 {operation}：这次联系有效";
        WAS_KNOWN(partner, operation) from "CSL-89-1 §1.4, Blind vs. Feedback" =
            "{partner} knew {operation} already: a useless contact",
            "{partner} 早已知道 {operation}：这次联系无效";
        LOSES_INTEREST(site, operation) from "CSL-89-1 §1.4, Counter vs. Coin" =
            "{site} loses interest in {operation} and will not tell it again",
            "{site} 对 {operation} 失去兴趣，不再传播";
        TURNS_AWAY(site, caller) from "CSL-89-1 §1.4, Connection Limit" =
            "{site} has no connection left in this cycle and turns {caller} away",
            "{site} 本轮已无空闲连接，拒绝 {caller}";
        HUNTS(site, partner) from "CSL-89-1 §1.4, Hunting" =
            "{site} was turned away by {partner} and tries another site",
            "{site} 被 {partner} 拒绝，改试其他节点";
    }

    /// All of them.
    pub const ALL: &[&RuleInfo] = &[
        TAKES_UPDATE.info(),
        NOT_A_RUMOR.info(),
        PUSHES.info(),
        PULLS.info(),
        ANSWERS_PULL.info(),
        LEARNS.info(),
        WAS_NEEDED.info(),
        WAS_KNOWN.info(),
        LOSES_INTEREST.info(),
        TURNS_AWAY.info(),
        HUNTS.info(),
    ];
}
