// Prints a YAML document as JSON, for a reader that has JSON only: node to_json.mjs NODE_MODULES FILE
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [modules, file] = process.argv.slice(2);
// The packages live in the build folder, not beside this file.
const { parse } = createRequire(join(modules, "here.js"))("yaml");
process.stdout.write(JSON.stringify(parse(readFileSync(file, "utf8"))));
