import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findOnnxRuntime } from "./runtime.node.ts";

function failing(code: string): () => never {
  return () => {
    throw Object.assign(new Error("Cannot find module"), { code });
  };
}

describe("onnxruntime-node", () => {
  it("is found where it is installed", () => expect(existsSync(findOnnxRuntime())).toBe(true));

  it("is asked for with the line that installs it where it isn't", () => {
    expect(() => findOnnxRuntime(failing("MODULE_NOT_FOUND"))).toThrow(
      /^onnxruntime-node is not installed: run `npm install onnxruntime-node` \(with --ignore-scripts/,
    );
  });

  it("isn't said to be missing where something else is wrong", () => {
    expect(() => findOnnxRuntime(failing("ERR_INVALID_PACKAGE_CONFIG"))).toThrow(/^Cannot find module$/);
  });
});
