// Starts the page. The names of the built files come with the address of this script, so that the
// page needs no inline script and its content security policy can refuse them all.
const names = new URL(import.meta.url).searchParams;
const address = (name) => new URL(names.get(name), document.baseURI).href;

const page = await import(address("js"));
await page.default({ module_or_path: address("wasm") });
