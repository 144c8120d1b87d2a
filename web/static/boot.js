// Starts the page. The names of the built files come with the address of this script, so that the
// page needs no inline script and its content security policy can refuse them all.
const names = new URL(import.meta.url).searchParams;
const address = (name) => new URL(names.get(name), document.baseURI).href;
const rest = address("wasm").replace("_bg.wasm", "_rest.wasm");

// How panels and charts look. Without it they work, only plainer.
const dress = (sheet) =>
  new Promise((done) => {
    const link = document.createElement("link");
    link.onload = link.onerror = done;
    link.rel = "stylesheet";
    link.href = `${sheet}.css?${names.get("js")}`;
    document.head.append(link);
  });

// Says why nothing answers, where the program itself cannot: in both languages, since none is
// chosen yet, or any more.
const tell = (english, chinese) => {
  if (document.querySelector(".notices.is-end")) return;
  const told = document.createElement("div");
  told.className = "notices is-end";
  told.role = "alert";
  told.innerHTML = `<p class="notice">
    <span>${english} <span lang="zh-CN">${chinese}</span></span>
    <button type="button" class="button">Reload <span lang="zh-CN">重新加载</span></button></p>`;
  told.style.position = "fixed";
  told.querySelector("button").onclick = () => location.reload();
  document.body.append(told);
};

// A program that meets what must not be ends in the midst of its work, and has no words for it any
// more. The address still tells the run.
const end = ({ error, reason = error }) => {
  if (!(reason instanceof WebAssembly.RuntimeError)) return;
  tell(
    "The page ended by a fault of ours. Loaded again, it opens this run again.",
    "页面因我们的程序错误而中止。重新加载后，会再次打开此次运行。",
  );
};
addEventListener("error", end);
addEventListener("unhandledrejection", end);

// What the page cannot begin without.
const needed = (promise) =>
  promise.catch((error) => {
    tell(
      "The page could not be loaded. The connection may be down, or the browser too old.",
      "页面无法加载：可能是网络中断，或浏览器版本过旧。",
    );
    throw error;
  });

// What comes after the first picture. It may be needed while it is still on its way: then it is
// fetched once more, and the page waits. It comes in once.
const come = (module, first) => {
  if (first.here.value) return;
  new WebAssembly.Instance(module, { first });
  setTimeout(page.rest_came);
};
globalThis.bringRest = (first) => {
  const request = new XMLHttpRequest();
  request.open("GET", rest, false);
  // A request that is waited for gives text only: of these letters, each keeps one byte.
  request.overrideMimeType("text/plain; charset=x-user-defined");
  request.send();
  const bytes = Uint8Array.from(request.responseText, (letter) => letter.charCodeAt(0));
  come(new WebAssembly.Module(unpack(bytes, beginning)), first);
};

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const [page, { unpack, unpacking }] = await needed(
  Promise.all([import(address("js")), import(`./unpack.js?${names.get("js")}`)]),
);
const unpacked = async (address, ...how) => {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return response.body.pipeThrough(unpacking(...how));
};
const compile = (stream) =>
  WebAssembly.compileStreaming(
    new Response(stream, { headers: { "Content-Type": "application/wasm" } }),
  );

// The rest is packed as what follows the beginning.
const begin = async () => {
  const [toRun, toKeep] = (await unpacked(address("wasm"))).tee();
  return Promise.all([compile(toRun), new Response(toKeep).arrayBuffer()]);
};
const [module, bytes] = await needed(begin());
const beginning = new Uint8Array(bytes);
const first = await page.default({ module_or_path: module });

// The picture goes first; a page that is not seen draws none, and does not wait for it.
const picture = new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
if (first.here) await Promise.race([picture, pause(1000)]);
const dressed = Promise.all(["panels", "proof"].map(dress));
for (let wait = 1000; first.here && !first.here.value; wait *= 2) {
  try {
    const module = await compile(await unpacked(rest, beginning, pause));
    await Promise.race([dressed, pause(wait)]);
    come(module, first);
  } catch (error) {
    console.warn(`the rest of the page does not come: ${error}`);
    await pause(wait);
  }
}
