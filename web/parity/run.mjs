// Runs a model in WebAssembly and prints the same text as `clickday run --json`:
//   node run.mjs MODULE.wasm MODEL POLICY SEED SCALE
// MODEL is a file or a folder; POLICY is a name, or a file that holds the policy NAME as FILE#NAME.
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const [module, model, asked, seed, scale] = process.argv.slice(2);

// The order in which `clickday` reads them.
function filesOf(path) {
  if (!statSync(path).isDirectory()) return [path];
  const toml = (folder) => readdirSync(folder).filter((n) => n.endsWith(".toml")).sort().map((n) => join(folder, n));
  const policies = join(path, "policies");
  return toml(path).concat(existsSync(policies) ? toml(policies) : []);
}

const [file, name] = asked.includes("#") ? asked.split("#") : [null, asked];
const names = filesOf(model).concat(file ? [file] : []);
const question = JSON.stringify({
  files: names.map((n) => [n, readFileSync(n, "utf8")]),
  policy: name,
  seed: Number(seed),
  scale: Number(scale),
});

const { instance } = await WebAssembly.instantiate(readFileSync(module), {});
const wasm = instance.exports;
if (wasm.arithmetic_is_the_same && !wasm.arithmetic_is_the_same()) {
  console.error("the functions of engine/src/math.rs give other bits here than they should on every platform");
  process.exit(1);
}
const bytes = new TextEncoder().encode(question);
const at = wasm.question(bytes.length);
new Uint8Array(wasm.memory.buffer, at, bytes.length).set(bytes);
const length = wasm.run();
const answer = new TextDecoder().decode(new Uint8Array(wasm.memory.buffer, wasm.answer(), Math.abs(length)));
if (length < 0) {
  console.error(answer);
  process.exit(1);
}
process.stdout.write(answer + "\n");
