//! Words of long work.

quorate_proto::phrases! {
    START = "Start", "开始";
    STOP = "Stop", "停止";
    STARTING = "Getting ready …", "正在准备……";
    IN_PAGE = "This frame may not start a worker: the page does the work itself, slowly.",
        "此框架不能启动后台线程：由页面自身计算，较慢。";
    STOPPED = "Stopped. What was found is kept.", "已停止，已得到的结果保留。";
    FAULT = "The work ended by a fault of ours. What was found is kept.",
        "计算因我们的程序错误而中止，已得到的结果保留。";
    REFUSED = "That cannot be done:", "无法执行：";
}
