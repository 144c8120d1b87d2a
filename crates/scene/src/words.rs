//! What pictures say beside what the protocol says.

quorate_proto::phrases! {
    NODE(node) = "Node {node}", "节点 {node}";
    CLIENT(client) = "Client {client}", "客户端 {client}";
    WAITS(operation, node) = "waits for {operation} from {node}", "正等待 {node} 完成 {operation}";
    IDLE = "idle", "空闲";
    ENTRIES(count) = "entries {count}", "条目 {count}";
    SETTLED(count) = "final {count}", "已定 {count}";
    WRITES(count) = "writes under way {count}", "未落盘写入 {count}";
    PAUSED = "paused", "已暂停";
    CRASHED = "crashed", "已崩溃";
    HALTED = "halted", "已自行停止";
    FROM_TO(from, to) = "from {from} to {to}", "从 {from} 到 {to}";
    DOOMED = "will not arrive", "不会送达";
    REQUEST = "request", "请求";
    REPLY = "answer", "应答";
    DONE = "done", "完成";
    DONE_WITH(value) = "ok {value}", "完成 {value}";
    MISMATCH = "no match", "不匹配";
    ASK_THERE(node) = "ask {node}", "请问 {node}";
    ASK_ELSEWHERE = "ask elsewhere", "请问别处";
    REFUSED = "refused", "被拒绝";
    LINK(from, to) = "Link between {from} and {to}", "{from} 与 {to} 之间的链路";
    LINK_CUT(from, to) = "Link between {from} and {to}: cut", "{from} 与 {to} 之间的链路：已切断";
    LINK_CUT_ONE_WAY(from, to) = "Link from {from} to {to}: cut", "从 {from} 到 {to} 的链路：已切断";
    DISK_LIES = "disk lies", "磁盘谎报";
    DISK_STALLS = "disk stalls", "磁盘停滞";
    DISK_TEARS = "disk tears writes", "磁盘撕裂写";
    CLOCK_FAST = "fast clock", "时钟偏快";
    CLOCK_SLOW = "slow clock", "时钟偏慢";
    UNANSWERED = "no answer", "无应答";
    PLACED(position) = "number {position} in the order", "顺序中第 {position} 个";
    CONTRADICTS = "contradicts the others marked", "与其他标出的操作矛盾";
    FITS_NOWHERE = "fits nowhere", "无处可放";
    HISTORY_ABOUT(clients, operations) =
        "One column for each of {clients} clients, {operations} operations, time downwards",
        "{clients} 个客户端各占一列，{operations} 个操作，时间向下";
    FAULT = "Fault", "故障";
    BROKEN = "Broken promise", "承诺被打破";
    STAGE_ABOUT(nodes, clients, messages) =
        "{nodes} nodes, {clients} clients, {messages} messages under way",
        "{nodes} 个节点，{clients} 个客户端，{messages} 条消息在途中";
    DIAGRAM_ABOUT(lanes, from, to) =
        "One line for each of {lanes} participants, from {from} to {to}",
        "{lanes} 个参与者各占一行，时间从 {from} 到 {to}";
}
