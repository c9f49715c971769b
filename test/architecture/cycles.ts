/**
 * The import cycles of a graph, each once, as the files along it with the first one repeated at the end.
 * Strongly connected components by Tarjan's algorithm (1972); of each, one shortest way round is shown.
 */
export function cyclesOf(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  return components(graph)
    .filter((members) => members.length > 1 || graph.get(members[0] ?? "")?.includes(members[0] ?? ""))
    .map((members) => wayRound(graph, new Set(members)));
}

function components(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (node: string): number => {
    const own = index.size;
    index.set(node, own);
    stack.push(node);
    let low = own;
    for (const next of graph.get(node) ?? []) {
      if (!index.has(next)) low = Math.min(low, visit(next));
      else if (stack.includes(next)) low = Math.min(low, lowest.get(next) ?? index.get(next) ?? low);
    }
    lowest.set(node, low);
    if (low === own) found.push(stack.splice(stack.indexOf(node)));
    return low;
  };
  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return found;
}

/** A shortest path from the alphabetically first member back to itself, breadth first. */
function wayRound(graph: ReadonlyMap<string, readonly string[]>, members: ReadonlySet<string>): string[] {
  const start = [...members].sort()[0] ?? "";
  const seen = new Set<string>();
  let paths: string[][] = [[start]];
  while (paths.length > 0) {
    const longer: string[][] = [];
    for (const path of paths) {
      for (const next of graph.get(path.at(-1) ?? "") ?? []) {
        if (next === start) return [...path, start];
        if (members.has(next) && !seen.has(next)) longer.push([...path, next]);
        seen.add(next);
      }
    }
    paths = longer;
  }
  return [...members];
}
