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

// A program that meets what must not be ends in the midst of its work, and has no words for it any
// more. The address still tells the run.
const end = ({ error, reason = error }) => {
  const isTold = document.querySelector(".notices.is-end");
  if (isTold || !(reason instanceof WebAssembly.RuntimeError)) return;
  const told = document.createElement("div");
  told.className = "notices is-end";
  told.role = "alert";
  told.innerHTML = `<p class="notice">
    <span>The page ended by a fault of ours. Loaded again, it opens this run again.
    <span lang="zh-CN">页面因我们的程序错误而中止。重新加载后，会再次打开此次运行。</span></span>
    <button type="button" class="button">Reload <span lang="zh-CN">重新加载</span></button></p>`;
  told.style.position = "fixed";
  told.querySelector("button").onclick = () => location.reload();
  document.body.append(told);
};
addEventListener("error", end);
addEventListener("unhandledrejection", end);

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
const [page, { unpack, unpacking }] = await Promise.all([
  import(address("js")),
  import(`./unpack.js?${names.get("js")}`),
]);
const unpacked = async (address, ...how) => {
  const response = await fetch(address);
  if (!response.ok) throw new Error(response.statusText);
  return response.body.pipeThrough(unpacking(...how));
};
const compile = (stream) =>
  WebAssembly.compileStreaming(
    new Response(stream, { headers: { "Content-Type": "application/wasm" } }),
  );

// The rest is packed as what follows the beginning.
const [toRun, toKeep] = (await unpacked(address("wasm"))).tee();
const kept = new Response(toKeep).arrayBuffer();
const beginningModule = await compile(toRun);
const beginning = new Uint8Array(await kept);
const first = await page.default({ module_or_path: beginningModule });

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
