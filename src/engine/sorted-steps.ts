import type { Step, Value } from "./value.ts";

/**
 * Every step that values were made from, each after those that it takes from. Graphs may be deep, hence no recursion.
 * @param own what is taken where a step asks for a value
 */
export function sortedSteps(values: readonly Value[], own = (value: Value): Value => value): Step[] {
  const sorted: Step[] = [];
  const state = new Map<Step, "open" | "done">();
  const stack = values.map((value) => own(value).step).reverse();
  while (stack.length > 0) {
    const step = stack[stack.length - 1];
    if (state.has(step)) {
      stack.pop();
      if (state.get(step) === "open") sorted.push(step);
      state.set(step, "done");
      continue;
    }
    state.set(step, "open");
    for (const input of step.inputs) {
      const { step: earlier } = own(input);
      if (!state.has(earlier)) stack.push(earlier);
    }
  }
  return sorted;
}
