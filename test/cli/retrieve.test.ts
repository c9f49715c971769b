import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { arrayFromMatrix, matrixFromArray, readNpy, readNpz, writeNpy, writeNpz } from "madeleine/data";
import { fromRows, type Matrix, toRows } from "madeleine/math";
import { entmax, negativeManhattan, polynomial, retrieve, sparsemax, topK } from "madeleine/memory";
import { describe, expect, it } from "vitest";
import { gaussian } from "../matrices.ts";
import { madeleine, scratchFolder } from "./run.ts";

const patterns = gaussian(9, 4, 1);
const queries = gaussian(3, 4, 2);

/** A folder with xi.npy and q.npy in it. */
function folderWithArrays(): string {
  const folder = scratchFolder();
  writeFileSync(join(folder, "xi.npy"), writeNpy(arrayFromMatrix(patterns)));
  writeFileSync(join(folder, "q.npy"), writeNpy(arrayFromMatrix(queries)));
  return folder;
}

const files = ["--patterns", "xi.npy", "--queries", "q.npy"];

function readMatrix(path: string): Matrix {
  return matrixFromArray(readNpy(readFileSync(path), path), path);
}

/** Backends round differently in the last bits. */
function expectNear(actual: Matrix | undefined, { rows, columns, data }: Matrix): void {
  expect(actual).toMatchObject({ rows, columns });
  expect(Array.from(actual?.data ?? [])).toEqual(Array.from(data, (value) => expect.closeTo(value, 5)));
}

/** An .npy file of float64 numbers, which this project reads but doesn't write. */
function float64Npy(shape: string, values: number[], extra = "'fortran_order': False"): Buffer {
  const text = `{'descr': '<f8', ${extra}, 'shape': ${shape}, }`;
  const header = text.padEnd(117, " ").concat("\n");
  const head = Buffer.from([0x93, ...Buffer.from("NUMPY"), 1, 0, header.length, 0]);
  return Buffer.concat([head, Buffer.from(header), Buffer.from(Float64Array.from(values).buffer)]);
}

describe("madeleine retrieve", () => {
  it.each([
    ["sparsemax", ["--separation", "sparsemax", "--beta", "8"], { separation: sparsemax, beta: 8 }],
    [
      "entmax",
      ["--separation", "entmax", "--alpha", "1.25", "--steps", "5"],
      { separation: entmax(1.25), steps: 5 },
    ],
    ["polynomial", ["--separation", "polynomial", "--degree", "3"], { separation: polynomial(3) }],
    ["top-k", ["--separation", "top-k", "--k", "2", "--beta", "2"], { separation: topK(2), beta: 2 }],
    [
      "manhattan",
      ["--similarity", "manhattan", "--steps", "9", "--tolerance", "0.01"],
      { similarity: negativeManhattan, steps: 9, tolerance: 0.01 },
    ],
  ])("writes what the library retrieves: %s", async (_, flags, options) => {
    const cwd = folderWithArrays();
    const run = await madeleine(["retrieve", ...files, ...flags, "--out", "r.npy", "--weights", "w.npy"], {
      cwd,
    });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    const expected = retrieve(queries, patterns, options);
    expectNear(readMatrix(join(cwd, "r.npy")), expected.states);
    expectNear(readMatrix(join(cwd, "w.npy")), expected.weights);
  });

  it("prints one JSON document", async () => {
    const cwd = folderWithArrays();
    const { code, stdout, stderr } = await madeleine(["retrieve", ...files, "--json", "--steps", "20"], {
      cwd,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const document = JSON.parse(stdout);
    expect(document.shapes).toEqual({ patterns: [9, 4], queries: [3, 4], outputs: [3, 4] });
    const { termination, steps, energies } = retrieve(queries, patterns, { steps: 20 });
    document.results.forEach((result: Record<string, unknown>, b: number) => {
      expect(result).toMatchObject({
        query: b,
        termination: termination[b],
        steps: steps[b],
        energies: energies?.[b],
      });
    });
  });

  it("reads npz by name, float64, a single query and values of another width", async () => {
    const cwd = folderWithArrays();
    writeFileSync(
      join(cwd, "both.npz"),
      writeNpz([
        ["keys", arrayFromMatrix(patterns)],
        ["names", arrayFromMatrix(gaussian(9, 2, 3))],
      ]),
    );
    writeFileSync(join(cwd, "one.npy"), float64Npy("(4,)", toRows(queries)[0]));
    const flags = [
      "--patterns",
      "both.npz:keys",
      "--values",
      "both.npz:names",
      "--queries",
      "one.npy",
      "--out",
      "r.npz",
    ];
    expect(await madeleine(["retrieve", ...flags], { cwd })).toMatchObject({ code: 0, stderr: "" });
    const out = [...readNpz(readFileSync(join(cwd, "r.npz"))).values()].map((array) =>
      matrixFromArray(array),
    );
    expect(out.length).toBe(1);
    expectNear(out[0], retrieve([toRows(queries)[0]], patterns, { values: gaussian(9, 2, 3) }).outputs);
  });

  it.each(["auto", "wasm", "reference", "native"])(
    "computes by the backend it is told: %s",
    async (backend) => {
      const cwd = folderWithArrays();
      const flags = ["--backend", backend, "--threads", "2", "--json", "--out", "r.npy"];
      const { code, stdout, stderr } = await madeleine(["retrieve", ...files, ...flags], { cwd });
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      const { backend: used, threads } = JSON.parse(stdout);
      const names = { auto: "wasm", native: expect.stringMatching(/^onnxruntime 1\./) };
      expect(used).toEqual(names[backend as "auto" | "native"] ?? backend);
      expect(threads).toBe(backend === "reference" ? 1 : 2);
      expectNear(readMatrix(join(cwd, "r.npy")), retrieve(queries, patterns).states);
    },
  );

  it.each([
    [
      "an unknown similarity",
      ["--similarity", "dott"],
      'no similarity is called "dott"; choose one of dot, cosine',
    ],
    ["an unknown separation", ["--separation", "constructor"], 'no separation is called "constructor"'],
    ["an unknown backend", ["--backend", "gpu"], "choose one of auto, wasm, native, reference"],
    ["no threads", ["--threads", "0"], "It must be a whole number ≥ 1"],
    ["beta of 0", ["--beta", "0"], "It must be a number > 0"],
    ["a negative beta", ["--beta", "-3"], "It must be a number > 0"],
    ["beta in words", ["--beta", "two"], "It must be a number > 0"],
    ["beta left empty", ["--beta", ""], "It must be a number > 0"],
    ["an infinite beta", ["--beta", "Infinity"], "It must be a number > 0"],
    ["steps of 1.5", ["--steps", "1.5"], "It must be a whole number ≥ 1"],
    ["alpha below 1", ["--separation", "entmax", "--alpha", "0.9"], "It must be a number ≥ 1"],
    ["k above N", ["--separation", "top-k", "--k", "10"], "--k 10 is more than the 9 patterns in xi.npy"],
    ["the default k above N", ["--separation", "top-k"], "--k 20 is more than the 9 patterns"],
    [
      "alpha without entmax",
      ["--alpha", "1.5"],
      "--alpha goes with --separation entmax, got --separation softmax",
    ],
    ["one file twice", ["--out", "a.npy", "--weights", "./a.npy"], "name the same file"],
    ["an unknown option", ["--betta", "2"], "unknown option '--betta'"],
    ["an argument too many", ["more"], "too many arguments"],
  ])("calls it wrong usage: %s", async (_, flags, message) => {
    const cwd = folderWithArrays();
    const run = await madeleine(["retrieve", ...files, ...flags], { cwd });
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain(message);
    expect(readdirSync(cwd).sort()).toEqual(["q.npy", "xi.npy"]);
  });

  it("asks for the files it needs", async () => {
    const run = await madeleine(["retrieve"]);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain("required option '--patterns <file>' not specified");
  });

  const good = writeNpy(arrayFromMatrix(patterns));
  it.each<[string, Uint8Array | undefined, string]>([
    ["isn't there", undefined, "bad.npy: no such file or folder"],
    ["is empty", new Uint8Array(0), "bad.npy"],
    ["is no npy", Buffer.from("hello, I am a text file"), "bad.npy"],
    ["ends in its header", good.slice(0, 60), "bad.npy"],
    ["ends in its numbers", good.slice(0, -3), "bad.npy"],
    [
      "is in Fortran order",
      float64Npy("(2, 4)", [1, 2, 3, 4, 5, 6, 7, 8], "'fortran_order': True"),
      "ascontiguousarray",
    ],
    [
      "holds complex numbers",
      Buffer.from(
        Buffer.from(float64Npy("(1, 4)", [1, 2, 3, 4]))
          .toString("latin1")
          .replace("<f8", "<c8"),
        "latin1",
      ),
      "c8",
    ],
    ["has three dimensions", float64Npy("(1, 2, 4)", [1, 2, 3, 4, 5, 6, 7, 8]), "[1, 2, 4]"],
    [
      "has other columns",
      writeNpy(arrayFromMatrix(gaussian(2, 5, 1))),
      "queries are [3, 4] and patterns [2, 5]",
    ],
    [
      "holds NaN",
      writeNpy(
        arrayFromMatrix(
          fromRows([
            [1, 2, 3, 4],
            [5, Number.NaN, 7, 8],
          ]),
        ),
      ),
      "got NaN at row 1, column 1",
    ],
    ["holds infinity", float64Npy("(1, 4)", [1, 2, Infinity, 4]), "Infinity"],
    ["holds numbers float32 can't", float64Npy("(1, 4)", [1, 2, 1e300, 4]), "1e+300"],
    ["holds no patterns", writeNpy({ shape: [0, 4], data: new Float32Array(0) }), "the memory is empty"],
  ])("tells plainly that a file %s", async (_, bytes, message) => {
    const cwd = folderWithArrays();
    if (bytes) writeFileSync(join(cwd, "bad.npy"), bytes);
    const run = await madeleine(
      ["retrieve", "--patterns", "bad.npy", "--queries", "q.npy", "--out", "r.npy"],
      { cwd },
    );
    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toContain(message);
    expect(run.stderr.trim().split("\n"), run.stderr).toHaveLength(1);
    expect(existsSync(join(cwd, "r.npy"))).toBe(false);
  });

  it("writes no half file where it can't write", async () => {
    const cwd = folderWithArrays();
    const run = await madeleine(["retrieve", ...files, "--out", "missing/r.npy"], { cwd });
    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toContain("missing/r.npy: cannot be written: no such file or folder");
  });
});

describe("madeleine", () => {
  it("shows what it can do", async () => {
    const run = await madeleine(["--help"]);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    for (const name of ["demo", "recall", "remember", "retrieve", "Exit codes"])
      expect(run.stdout).toContain(name);
  });

  it.each(["demo", "recall", "remember", "retrieve"])("helps with %s", async (name) => {
    const runs = await Promise.all([madeleine([name, "--help"]), madeleine(["help", name])]);
    for (const run of runs) {
      expect(run).toMatchObject({ code: 0, stderr: "" });
      expect(run.stdout).toContain("--json");
    }
  });

  it("calls no command, and an unknown one, wrong usage", async () => {
    expect(await madeleine([])).toMatchObject({ code: 2, stdout: "" });
    const run = await madeleine(["recal", "x.png"]);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain("Did you mean recall?");
  });

  it("tells its version", async () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(await madeleine(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });
});
