import { writeSync } from "node:fs";
import { openPlace } from "./place.ts";
import { batchOf, vectorOf, type WriterTask } from "./writer-task.ts";

/** Adds batch n, deletes batch n − 3 and keeps n as a blob; says `n` once all of that is acknowledged. */
async function write({ place, writer, from, count }: WriterTask): Promise<void> {
  const store = await openPlace(place);
  for (let n = from; n < from + count; n++) {
    const ids = batchOf(writer, n);
    const vector = vectorOf(n, place.dimension);
    await store.append(ids.map((id) => ({ id, vector, payload: { n } })));
    writeSync(1, `added ${n}\n`);
    if (n >= 3) {
      await store.delete(batchOf(writer, n - 3));
      writeSync(1, `deleted ${n - 3}\n`);
    }
    await store.setBlob(writer, new Uint8Array(3000).fill(n % 256));
    writeSync(1, `blob ${n}\n`);
  }
  await store.close();
}

await write(JSON.parse(process.argv[2]) as WriterTask);
