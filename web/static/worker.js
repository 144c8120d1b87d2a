// Starts the same program beside the page, where long work holds nothing up. The names of the built
// files come with the address, as they do for boot.js; which of the two it is, the program sees.
const names = new URL(import.meta.url).searchParams;
const address = (name) => new URL(names.get(name), import.meta.url).href;

// The second half of the program comes when the first needs it; a worker has the time to wait.
globalThis.bringRest = (first) => {
  const request = new XMLHttpRequest();
  request.open("GET", address("wasm").replace("_bg.wasm", "_rest.wasm"), false);
  request.responseType = "arraybuffer";
  request.send();
  new WebAssembly.Instance(new WebAssembly.Module(request.response), { first });
};

try {
  const program = await import(address("js"));
  await program.default({ module_or_path: address("wasm") });
} catch (error) {
  postMessage(`absent\n\n${error}`);
}
