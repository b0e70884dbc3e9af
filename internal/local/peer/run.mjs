// Runs the definition beside this file on npm aws-local-stepfunctions, the other engine that runs state machines in
// process, and prints its transitions a second. The same definition on ours: go test ./internal/local -bench Transitions.
// usage: node run.mjs FOLDER-WITH-node_modules [SECONDS]
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

Promise.withResolvers ??= function () { // Node.js before 22 does not have it
  let resolve, reject;
  const promise = new this((yes, no) => { [resolve, reject] = [yes, no]; });
  return { promise, resolve, reject };
};

const [folder, seconds = "5"] = process.argv.slice(2);
const { StateMachine } = createRequire(resolve(folder, "package.json"))("aws-local-stepfunctions");
const text = readFileSync(new URL("definition.json", import.meta.url), "utf8")
  .replace("${Count}", "arn:aws:lambda:eu-west-2:123456789012:function:Count");
const machine = new StateMachine(JSON.parse(text), { validationOptions: { noValidate: true } });

let calls = 0;
const overrides = { taskResourceLocalHandlers: { Count: () => ({ Payload: { n: (calls++ % 100) + 1 } }) } };
const transitions = 301;

async function run() {
  const result = await machine.run({ programme: "children-services", n: 0 }, { overrides }).result;
  if (result.n !== 100) throw new Error(`the execution ended with ${JSON.stringify(result)}`);
}

const begin = process.hrtime.bigint();
const elapsed = () => Number(process.hrtime.bigint() - begin) / 1e9;
let executions = 0;
while (elapsed() < Number(seconds)) {
  await run();
  executions++;
}
console.log(`aws-local-stepfunctions: ${executions} executions, ${Math.round((executions * transitions) / elapsed())} transitions/s`);
