// Starts the same program beside the page, where long work holds nothing up. The names of the built
// files come with the address, as they do for boot.js; which of the two it is, the program sees.
const names = new URL(import.meta.url).searchParams;
const address = (name) => new URL(names.get(name), import.meta.url).href;

// A worker has the time to wait.
const packed = (address) => {
  const request = new XMLHttpRequest();
  request.open("GET", address, false);
  request.responseType = "arraybuffer";
  request.send();
  if (request.status >= 400) throw new Error(`${address}: ${request.statusText}`);
  return new Uint8Array(request.response);
};

try {
  const program = await import(address("js"));
  const { unpack } = await import(`./unpack.js?${names.get("js")}`);
  const beginning = unpack(packed(address("wasm")));
  // The second half of the program comes when the first needs it.
  globalThis.bringRest = (first) => {
    const rest = packed(address("wasm").replace("_bg.wasm", "_rest.wasm"));
    new WebAssembly.Instance(new WebAssembly.Module(unpack(rest, beginning)), { first });
  };
  await program.default({ module_or_path: beginning });
} catch (error) {
  postMessage(`absent\n\n${error}`);
}
