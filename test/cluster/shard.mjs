/*
 * One ClickHouse server out of the npm package chdb: node shard.mjs HOME DATA TCP_PORT HTTP_PORT CONFIG.xml
 *
 * It ends when stdin does, so that it never outlives whoever started it, and then removes the folder around its data.
 */
import { rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const [home, data, tcp, http, config] = process.argv.slice(2);
const require = createRequire(join(home, "package.json"));
const { open, load, DataType } = require("ffi-rs");
const { libchdbPath } = require("chdb/libchdb");

process.stdin.resume();
process.stdin.on("end", () => {
  try {
    rmSync(dirname(data), { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // The other shards are at it too.
  }
  process.kill(process.pid, "SIGKILL");
});

open({ library: "chdb", path: libchdbPath() });
const wait =
  "SELECT sleepEachRow(1) FROM system.numbers SETTINGS max_block_size = 1, function_sleep_max_microseconds_per_block = 0 FORMAT Null";
const commands = ["clickhouse", "--path", data, "--listen_host", "127.0.0.1", "--tcp_port", tcp];
commands.push("--http_port", http, "--config-file", config);
commands.push("--query", `SYSTEM START LISTEN TCP; SYSTEM START LISTEN HTTP; ${wait}`);
const result = await load({
  library: "chdb",
  funcName: "chdb_query_cmdline",
  retType: DataType.External,
  paramsType: [DataType.I32, DataType.StringArray],
  paramsValue: [commands.length, commands],
  runInNewThread: true,
});
const error = load({
  library: "chdb",
  funcName: "chdb_result_error",
  retType: DataType.String,
  paramsType: [DataType.External],
  paramsValue: [result],
});
process.stderr.write(`the server ended: ${error}\n`);
process.exit(1);
