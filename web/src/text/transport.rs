//! Words of the controls over time.

quorate_proto::phrases! {
    TRANSPORT = "Time", "时间";
    PLAY = "Play", "播放";
    PAUSE = "Pause", "暂停";
    STEP = "Step to the next event", "前进一个事件";
    STEP_BACK = "Step back one event", "后退一个事件";
    NEXT_MARK = "To the next marked event", "跳到下一个标记事件";
    PREVIOUS_MARK = "To the previous marked event", "跳到上一个标记事件";
    SPEED = "Speed", "速度";
    SLOWER = "Slower", "放慢";
    FASTER = "Faster", "加快";
    TIME = "Time shown", "当前时间";
    SCRUBBER = "Time line", "时间线";
    AT(time) = "{time}", "{time}";
    AT_OF(time, end) = "{time}, known to {end}", "{time}，已知到 {end}";
    BRANCHES = "Branches", "分支";
    BRANCH_COUNT(count) = "{count} branches", "{count} 个分支";
    BRANCH_MAIN = "First run", "最初的运行";
    BRANCH_FROM(number, parent, time) =
        "Branch {number}, off {parent} at {time}", "分支 {number}，于 {time} 从分支 {parent} 分出";
    BRANCH_REACHES(time) = "to {time}", "至 {time}";
    MARK_ELECTION = "election", "选举";
    MARK_COMMIT = "commit", "提交";
    MARK_FAULT = "fault", "故障";
    MARK_BROKEN = "broken promise", "违反承诺";
    DIAGRAM = "Space-time diagram", "时空图";
    DIAGRAM_HELP = "One lane per node, time runs to the right, slanted lines are messages.",
        "每个节点一条泳道，时间向右，斜线是消息。";
    ZOOM_IN = "Zoom in", "放大";
    ZOOM_OUT = "Zoom out", "缩小";
    FOLLOW = "Follow the present", "跟随当前时刻";
    NARRATION = "What just happened", "刚才发生了什么";
    NOTHING_YET = "Nothing has happened yet. Press play.", "还没有发生任何事。按播放开始。";
    WAITING = "Nothing has happened yet.", "还没有发生任何事。";
    LOG = "Log of significant events", "重要事件记录";
    PAUSED_AT(time) = "Paused at {time}", "暂停于 {time}";
}
