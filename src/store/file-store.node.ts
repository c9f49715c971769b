import { existsSync } from "node:fs";
import { type Connection, detach, isSqliteError, PATIENCE_MS, prepared } from "./attached-file.node.ts";
import { createMemory, identityOf, inTransaction, type OpenedFile, openFile } from "./file-access.node.ts";
import { appendItems, deleteItems, migrate, replaceBlob } from "./file-changes.node.ts";
import { openFileSnapshot } from "./file-snapshot.node.ts";
import { attachMemory, damaged, plainly } from "./memory-header.node.ts";
import { itemReader, selectBlob, selectManifest } from "./memory-reader.node.ts";
import { placeOf } from "./memory-schema.node.ts";
import { payloadOf, prepareItems, requireCount } from "./new-items.ts";
import type { KeptItem, PatternStore, StoreSnapshot } from "./pattern-store.ts";
import { piecesUpTo, readPiece, rowAt } from "./piece.node.ts";
import { createPieceCache, type PieceCache } from "./piece-cache.node.ts";
import { createFile } from "./replace-file.node.ts";
import { requireText } from "./storable.ts";
import { toJournal, waiting } from "./write-ahead.node.ts";

export interface FileStoreOptions {
  /** d; must be that of the file where there is one. Needed to make one. */
  readonly dimension?: number;
  /** Whether a file is made where there is none. Default: where the dimension is given. */
  readonly create?: boolean;
  /** How long to wait for other processes, in milliseconds. Default: 5000. */
  readonly patienceMs?: number;
  /** How many bytes of vectors are kept in memory to compute with, once read; the others are read each time. Default: 1 GiB. */
  readonly cacheBytes?: number;
}

/**
 * A store in one `.memory` file. Changes are whole and on the disk (fsync) once they are acknowledged; processes may
 * share the file, where one writes at a time and the others wait. A file of format 1 becomes one of format 2 with the
 * first change. A file that may only be read can be read. A file is left in one piece when the last store on it is
 * closed; while one is open, `-wal` and `-shm` beside it belong to it. Files on network disks can't be shared.
 * @throws Error (rejects) in one plain line: no such file, not a memory, damaged, in use for too long; RangeError for a
 * dimension that isn't the file's.
 */
export async function openFileStore(path: string, options: FileStoreOptions = {}): Promise<PatternStore> {
  const { dimension, create = dimension !== undefined, patienceMs = PATIENCE_MS } = options;
  if (dimension !== undefined) requireCount(dimension, "openFileStore: dimension");
  if (create && !existsSync(path)) {
    if (dimension === undefined) throw new RangeError(`openFileStore: give the dimension to make ${path}`);
    createFile(path, (temporary) => createMemory(temporary, dimension));
  }
  const file = await waiting(patienceMs, () => openFile(path));
  const cache = createPieceCache(options.cacheBytes ?? 2 ** 30);
  const store = await FileStore.on(file, { path, patienceMs, cache });
  if (dimension !== undefined && dimension !== store.dimension) {
    await store.close();
    throw new RangeError(
      `openFileStore: ${path} holds vectors of ${store.dimension} numbers, not ${dimension}`,
    );
  }
  return store;
}

interface FileOptions {
  readonly path: string;
  readonly patienceMs: number;
  readonly cache: PieceCache;
}

class FileStore implements PatternStore {
  readonly name: string;
  readonly dimension: number;
  readonly capabilities = { durable: true, shared: true, pushDown: false } as const;
  readonly #path: string;
  readonly #patienceMs: number;
  readonly #cache: PieceCache;
  readonly #writable: boolean;
  readonly #file: string;
  readonly #snapshots = new Set<StoreSnapshot>();
  /** Connections of snapshots that are closed, for the next ones. */
  readonly #idle: Connection[] = [];
  #connection: Connection | undefined;
  /** The change before the next one: they come in the order in which they were asked for. */
  #last: Promise<unknown> = Promise.resolve();

  /** A store on an opened file, which it closes where it can't be read. */
  static async on(file: OpenedFile, options: FileOptions): Promise<FileStore> {
    const { path, patienceMs } = options;
    try {
      const { dimension } = await waiting(patienceMs, () =>
        plainly(path, () =>
          inTransaction(file.connection, "BEGIN", (stored) => selectManifest(stored, path)),
        ),
      );
      return new FileStore(file, dimension, options);
    } catch (error) {
      detach(file.connection);
      throw error;
    }
  }

  private constructor(
    { connection, writable }: OpenedFile,
    dimension: number,
    { path, patienceMs, cache }: FileOptions,
  ) {
    [this.name, this.dimension, this.#path] = [path, dimension, path];
    [this.#patienceMs, this.#cache] = [patienceMs, cache];
    [this.#connection, this.#writable, this.#file] = [connection, writable, identityOf(path)];
  }

  async append(items: Parameters<PatternStore["append"]>[0]): Promise<void> {
    const prepared = prepareItems(items, this.dimension, "append");
    if (prepared.length > 0)
      await this.#change("append", (stored) => appendItems(stored, this.#path, prepared));
  }

  async delete(ids: readonly string[]): Promise<number> {
    return ids.length === 0 ? 0 : this.#change("delete", (stored) => deleteItems(stored, this.#path, ids));
  }

  async setBlob(name: string, bytes: Uint8Array | undefined): Promise<void> {
    requireText(name, "a blob", "setBlob");
    await this.#change("setBlob", (stored) => replaceBlob(stored, this.#path, { name, bytes }));
  }

  async get(ids: readonly string[]): Promise<(KeptItem | undefined)[]> {
    return this.#read("get", (stored) => {
      const find = prepared(
        stored,
        "SELECT CAST(position AS INTEGER) AS position FROM stored.items WHERE id = ?",
      );
      const itemAt = itemReader(stored, this.#path);
      return ids.map((id) => {
        const row = find.get([id]) as { position: number } | undefined;
        if (!row) return undefined;
        const { json } = itemAt(row.position);
        return { id, vector: this.#vectorAt(stored, row.position), payload: payloadOf(json) };
      });
    });
  }

  async count(): Promise<number> {
    return this.#read("count", (stored) => selectManifest(stored, this.#path).items);
  }

  async blob(name: string): Promise<Uint8Array | undefined> {
    return this.#read("blob", (stored) => {
      const found = selectManifest(stored, this.#path).blobs.find(([known]) => known === name);
      return found && selectBlob(stored, this.#path, { name, length: found[1] });
    });
  }

  async blobNames(): Promise<string[]> {
    return this.#read("blobNames", (stored) =>
      selectManifest(stored, this.#path)
        .blobs.map(([name]) => name)
        .sort(),
    );
  }

  async snapshot(): Promise<StoreSnapshot> {
    return waiting(this.#patienceMs, () => this.#snapshotNow());
  }

  #snapshotNow(): StoreSnapshot {
    this.#open("snapshot");
    this.#requireSameFile("snapshot");
    const [path, cache] = [this.#path, this.#cache];
    const connection = this.#idle.pop() ?? attachMemory(path, this.#writable ? "write" : "read", 0);
    try {
      const snapshot = plainly(path, () =>
        openFileSnapshot({
          ...{ connection, path, cache },
          onClose: () => {
            this.#snapshots.delete(snapshot);
            this.#idle.push(connection);
          },
        }),
      );
      this.#snapshots.add(snapshot);
      return snapshot;
    } catch (error) {
      detach(connection);
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#last;
    if (!this.#connection) return;
    for (const snapshot of [...this.#snapshots]) await snapshot.close();
    for (const connection of this.#idle.splice(0)) detach(connection);
    try {
      if (this.#writable) toJournal(this.#connection);
    } catch (error) {
      // The others leave the file in one piece.
      if (!isSqliteError(error)) throw error;
    } finally {
      detach(this.#connection);
    }
    this.#connection = undefined;
    this.#cache.keepOnly([]);
  }

  #open(caller: string): Connection {
    if (this.#connection) return this.#connection;
    throw new Error(`${caller}: this store is closed; open it again`);
  }

  /** Reads what is there at one moment. */
  async #read<T>(caller: string, use: (connection: Connection) => T): Promise<T> {
    return waiting(this.#patienceMs, () => {
      const connection = this.#open(caller);
      return plainly(this.#path, () => inTransaction(connection, "BEGIN", use));
    });
  }

  /** Changes the file, all of it or nothing, once the changes before are done. */
  #change<T>(caller: string, use: (connection: Connection) => T): Promise<T> {
    const change = this.#last.then(() =>
      waiting(this.#patienceMs, () => {
        const connection = this.#open(caller);
        if (!this.#writable) throw new Error(`${this.#path}: cannot be written: permission denied`);
        this.#requireSameFile(caller);
        return plainly(this.#path, () =>
          inTransaction(connection, "BEGIN IMMEDIATE", () => {
            migrate(connection);
            return use(connection);
          }),
        );
      }),
    );
    this.#last = change.catch(() => undefined);
    return change;
  }

  /** What is written to a file that nobody can find any more is lost. */
  #requireSameFile(caller: string): void {
    if (identityOf(this.#path) === this.#file) return;
    throw new Error(`${caller}: ${this.#path} was replaced or removed meanwhile; open it again`);
  }

  #vectorAt(stored: Connection, position: number): Float32Array {
    const path = this.#path;
    const [head] = piecesUpTo(stored, path, { dimension: this.dimension, from: position, limit: 1 });
    const row = head ? rowAt(head, position) : -1;
    if (row < 0) throw damaged(path, `${placeOf.patterns(position)}: missing`);
    const data = this.#cache.rows(head, () => readPiece(stored, path, head));
    return data.slice(row * this.dimension, (row + 1) * this.dimension);
  }
}
