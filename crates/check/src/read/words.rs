//! What readers of histories say.

quorate_proto::phrases! {
    LINE(line) = "line {line}", "第 {line} 行";
    COLON = ": ", "：";
    EXPECTED = "expected ", "此处应为";
    FOUND = "; found: ", "；实际是：";
    NOTHING = "; found nothing", "；实际什么也没有";

    ANY_KIND = "a model", "模型";
    JEPSEN_KINDS =
        "register, cas-register or kv with --format jepsen",
        "与 --format jepsen 相配的 register、cas-register 或 kv";
    PORCUPINE_KINDS =
        "kv with --format porcupine-kv", "与 --format porcupine-kv 相配的 kv";

    OBJECT = "one JSON object with client, call and invoked",
        "一个含 client、call、invoked 的 JSON 对象";
    MAP = "one EDN map with :process, :type, :f, :key and :value",
        "一个含 :process、:type、:f、:key、:value 的 EDN 映射";
    EVENT = "PROCESS, then :invoke, :ok, :fail or :info, then FUNCTION and VALUE",
        "进程号，其后是 :invoke、:ok、:fail 或 :info，再后是函数与值";
    VALUE = "a value", "一个值";
    CLOSED = "its end: a closing quote or bracket", "结尾：右引号或右括号";
    KEY = "the name of a key, then its value", "键名及其值";
    NOTHING_MORE = "the end of the line", "行尾";

    CLIENT = "client: a name or a number", "client：名称或数字";
    CALL_REGISTER = "call: read or write (with --model cas-register also cas)",
        "call：read 或 write（--model cas-register 时还可为 cas）";
    CALL_CAS_REGISTER = "call: read, write or cas", "call：read、write 或 cas";
    CALL_STORE = "call: get, set, add or cas (numbers)", "call：get、set、add 或 cas（数值）";
    CALL_TEXT = "call: get, put or append (texts)", "call：get、put 或 append（文本）";
    CALL_QUEUE = "call: enqueue or dequeue", "call：enqueue 或 dequeue";
    CALL_SET = "call: add, remove, contains or read", "call：add、remove、contains 或 read";
    A_WHOLE_NUMBER(name) = "{name}: a whole number", "{name}：整数";
    A_TEXT(name) = "{name}: a text in quotes", "{name}：带引号的文本";
    A_NUMBER_OR_NULL(name) = "{name}: a whole number or null", "{name}：整数或 null";
    TRUE_OR_FALSE(name) = "{name}: true or false", "{name}：true 或 false";
    A_LIST(name) = "{name}: a list of whole numbers", "{name}：整数列表";
    STORE_KEY = "key: one to eight of a-z and 0-9, a letter first",
        "key：一至八个 a-z、0-9 字符，首字符为字母";
    MOMENT(name) = "{name}: a whole number from 0", "{name}：非负整数";
    NOT_BEFORE = "returned: not before invoked", "returned：不早于 invoked";
    OUTCOME = "outcome: done, mismatch (of cas) or refused",
        "outcome：done、mismatch（仅 cas）或 refused";

    A_PROCESS = "a process: a whole number", "进程：整数";
    FREE_PROCESS =
        "a process that has no open operation", "没有未完成操作的进程";
    OWN_CALL = "the end of what this process invoked", "该进程所发起操作的结束";
    FUNCTION_REGISTER = ":read or :write (with --model cas-register also :cas)",
        ":read 或 :write（--model cas-register 时还可为 :cas）";
    FUNCTION_CAS_REGISTER = ":read, :write or :cas (of several keys, and :add: --model kv)",
        ":read、:write 或 :cas（多个键及 :add 请用 --model kv）";
    FUNCTION_STORE = ":read, :write, :cas or :add", ":read、:write、:cas 或 :add";
    FUNCTION_TEXT = ":f :get, :put or :append", ":f :get、:put 或 :append";
    TYPE = ":type :invoke, :ok, :fail or :info", ":type :invoke、:ok、:fail 或 :info";
    READ_VALUE = "a whole number or nil", "整数或 nil";
    READ_ARGUMENT = "nil", "nil";
    WRITE_VALUE = "a whole number", "整数";
    CAS_VALUE = "[FROM TO], two whole numbers", "[FROM TO]，两个整数";
    OK_VALUE = "what was invoked", "与发起时相同的值";
    PAIR = "[KEY VALUE], or a value alone", "[KEY VALUE] 或单独的值";
}
