import type { Matrix, MatrixInput } from "../math/index.ts";
import type { RetrievalOptions, Termination } from "../memory/index.ts";
import type { Definition } from "./definition.ts";

/** A published model with its parameters. */
export interface Model {
  /** As on the command line: `"dense"`, `"top-k"`. */
  readonly name: string;
  /** Where it was published: `"Ramsauer et al. 2020, eq. 3; Nonparametric, eq. 3.7"`. */
  readonly source: string;
  /**
   * Puts patterns Ξ `[N, d]` into the model, and values `[N, v]` where what is read out are not the patterns.
   * @throws RangeError for an empty memory, NaN or infinity, shapes that don't fit.
   */
  store(patterns: MatrixInput, options?: { values?: MatrixInput }): StoredModel;
}

/** A model with patterns in it. */
export interface StoredModel {
  /** N and d. */
  readonly patternCount: number;
  readonly dimension: number;
  /** What it computes, for models that score every pattern: what to hand to `retrieve` or a retriever. */
  readonly definition?: Definition;
  /** What storing found out: the condition of a matrix, how a fit ended. Absent where there is nothing to tell. */
  readonly facts?: Readonly<Record<string, number | string>>;
  /** Retrieval by the one loop: steps until the state settles or they run out. Values are read out by the last step. */
  retrieve(
    queries: MatrixInput,
    options?: Pick<RetrievalOptions, "steps" | "tolerance" | "known">,
  ): ModelRetrieval;
  /**
   * Floating-point operations of one step for so many queries, a multiplication with its addition counted as one (a
   * term of a distance, too): what its products take, from the states to what is read out, the values where there are
   * any. Norms, exponentials, divisions and comparisons aren't counted, nor what is done once when patterns are stored.
   */
  operations(queryCount: number): number;
}

export interface ModelRetrieval {
  /** The states after the last step, `[B, d]`. */
  readonly states: Matrix;
  /** What the last step reads out, `[B, v]`; the states themselves where no values were given. */
  readonly outputs: Matrix;
  /** The weights of the last step, `[B, N]`; undefined for models that never form them. */
  readonly weights: Matrix | undefined;
  /** How many steps each query took, `[B]`. */
  readonly steps: readonly number[];
  /** Why each query ended, `[B]`. */
  readonly termination: readonly Termination[];
}
