//! Words of the conditions of a run.

quorate_proto::phrases! {
    NUMBER_BETWEEN(least, most) = "A whole number from {least} to {most}.", "{least} 到 {most} 的整数。";
    LIVE = "At once", "立即生效";
    LIVE_ABOUT = "applies from now on, and is part of the run", "从此刻起生效，并记入本次运行";
    NETWORK = "Network", "网络";
    DELAY_LEAST = "Shortest delay", "最短延迟";
    DELAY_MOST = "Longest delay", "最长延迟";
    LOSS = "Lost", "丢失";
    DUPLICATION = "Duplicated", "重复";
    PER_MILLE = "in 1000", "‰";
    MILLISECONDS = "ms", "ms";
    MICROSECONDS = "µs", "µs";
    FIFO = "Messages on one link keep their order", "同一链路上的消息保持顺序";
    TRANSPORT = "Transport", "传输方式";
    TRANSPORT_DATAGRAM = "datagrams: lost, repeated, reordered", "数据报：可丢失、重复、乱序";
    TRANSPORT_STREAM = "streams: in order until they break", "流：断开前保持顺序";
    TRANSPORT_BROADCAST = "broadcast: one send reaches all", "广播：一次发送到达所有节点";
    TRANSPORT_ASSUMED = "What the protocol assumes", "协议所假设的";
    PROTOCOL_SETTINGS = "Protocol", "协议";
    NEW_RUN = "With a new run", "重新运行后生效";
    NEW_RUN_ABOUT = "the run starts again from time 0", "运行从时刻 0 重新开始";
    PROTOCOL = "Protocol", "协议";
    NODES = "Nodes", "节点数";
    CLIENTS = "Clients", "客户端数";
    DISK_LEAST = "Shortest disk write", "最短写盘时间";
    DISK_MOST = "Longest disk write", "最长写盘时间";
    WORKLOAD = "Each client asks every", "客户端请求间隔";
    WORKLOAD_NONE = "0: clients ask only when told", "0：客户端只在收到指令时请求";
    GRAIN = "Timeouts in steps of", "超时的步长";
    LATE = "Timers late by up to", "定时器最多迟到";
    TIMEKEEPING = "0: timers keep time exactly, as on no real machine", "0：定时器分秒不差，真实机器做不到";
    SEED = "Seed", "种子";
    SEED_NEW = "New seed", "换一个种子";
    REPEAT_ACTIONS(count) = "Repeat what was done ({count})", "重复已有操作（{count}）";
    START = "Start the new run", "开始新的运行";
    RESTART_SAME = "Start again as it is", "原样重新开始";
    PENDING = "Not in effect yet: start the new run.", "尚未生效：请开始新的运行。";
}
