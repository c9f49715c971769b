import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openStore } from "./index.node.ts";

test("a path is a file's", async () => {
  const folder = mkdtempSync(join(tmpdir(), "madeleine-open-"));
  const path = join(folder, "a.memory");
  const store = await openStore(path, { dimension: 2 });
  await store.append([{ id: "a", vector: Float32Array.of(1, 2) }]);
  await store.close();
  const again = await openStore(path);
  expect([again.name, await again.count()]).toEqual([path, 1]);
  await again.close();
  rmSync(folder, { recursive: true });
});

test("an address is a server's", async () => {
  await expect(openStore("clickhouse://127.0.0.1:1/x?tabel=y")).rejects.toThrow(
    'openClickHouseStore: there is no parameter "tabel"',
  );
});
