import type { CellContext, Result } from "./experiment.ts";
import { type BoundsCell, type BoundsOutcome, measureBounds } from "./theory-bounds.ts";
import { type CapacityCell, type CapacityOutcome, measureCapacity } from "./theory-capacity.ts";
import {
  type LimitsCell,
  type LimitsOutcome,
  measureLimits,
  measureOrder,
  type OrderCell,
  type OrderOutcome,
} from "./theory-limits.ts";

export type TheoryCell = BoundsCell | OrderCell | LimitsCell | CapacityCell;
export type TheoryOutcome = BoundsOutcome | OrderOutcome | LimitsOutcome | CapacityOutcome;

/** Runs a cell of any part. */
export function measureTheory(cell: TheoryCell, context: CellContext): TheoryOutcome {
  switch (cell.part) {
    case "bounds":
      return measureBounds(cell, context);
    case "order":
      return measureOrder(cell, context);
    case "limits":
      return measureLimits(cell, context);
    case "capacity":
      return measureCapacity(cell, context);
  }
}

/** The results of each part. */
export interface TheoryParts {
  readonly bounds: readonly Result<BoundsCell, BoundsOutcome>[];
  readonly order: readonly Result<OrderCell, OrderOutcome>[];
  readonly limits: readonly Result<LimitsCell, LimitsOutcome>[];
  readonly capacity: readonly Result<CapacityCell, CapacityOutcome>[];
}

export function theoryPartsOf(results: readonly Result<TheoryCell, TheoryOutcome>[]): TheoryParts {
  const of = <Cell extends TheoryCell, Outcome extends TheoryOutcome>(
    part: Cell["part"] & Outcome["part"],
  ): Result<Cell, Outcome>[] =>
    results.filter(
      (result): result is Result<Cell, Outcome> => result.cell.part === part && result.outcome.part === part,
    );
  return {
    bounds: of<BoundsCell, BoundsOutcome>("bounds"),
    order: of<OrderCell, OrderOutcome>("order"),
    limits: of<LimitsCell, LimitsOutcome>("limits"),
    capacity: of<CapacityCell, CapacityOutcome>("capacity"),
  };
}
