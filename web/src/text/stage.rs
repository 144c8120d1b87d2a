//! Words of the stage and of its tools.

quorate_proto::phrases! {
    STAGE = "Stage", "舞台";
    STAGE_HELP =
        "Arrow keys choose a node or a message, Enter opens its actions, Space plays and pauses.",
        "方向键选择节点或消息，回车打开操作菜单，空格播放或暂停。";
    TOOLS = "Tools", "工具";
    SELECT = "Select", "选择";
    CUT = "Cut", "切割";
    CUT_HELP = "Draw a line: what it crosses is cut off.", "画一条线：线两侧的连接被切断。";
    REQUEST = "Request", "请求";
    FAULTS = "Faults", "故障";
    HEAL = "Heal all links", "恢复所有连接";
    MARKED(count) = "{count} chosen", "已选 {count} 个";
    PARTITION = "Partition: chosen | rest", "分区：所选 | 其余";
    UNMARK = "Clear", "清除";
    MENU_OF_MESSAGE(from, to) = "Message {from} to {to}", "{from} 发给 {to} 的消息";
    MENU_OF_LINK(one, other) = "Link {one}–{other}", "连接 {one}–{other}";
    MENU_CLUSTER = "The whole cluster", "整个集群";
    MARK = "Choose for a partition", "选入分区";
}
