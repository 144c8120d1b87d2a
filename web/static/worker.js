// Starts the same program beside the page, where long work holds nothing up. The names of the built
// files come with the address, as they do for boot.js; which of the two it is, the program sees.
const names = new URL(import.meta.url).searchParams;
const address = (name) => new URL(names.get(name), import.meta.url).href;

try {
  const program = await import(address("js"));
  await program.default({ module_or_path: address("wasm") });
} catch (error) {
  postMessage(`absent\n\n${error}`);
}
