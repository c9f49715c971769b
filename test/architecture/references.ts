import ts from "typescript";

/** A source file as the rules see it: its path from the package root, with forward slashes, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly source: string;
}

/** One import, re-export, `import()` or type import of a file; `specifier` is undefined where it is computed. */
export interface Reference {
  readonly specifier: string | undefined;
  readonly line: number;
}

/** A call whose answer differs from run to run, such as `Math.random`. */
export interface Nondeterminism {
  readonly name: string;
  readonly line: number;
}

/** Everything the rules need to know about one file. */
export interface Facts {
  readonly references: readonly Reference[];
  readonly nondeterminism: readonly Nondeterminism[];
}

/** Reads the imports (static, type-only, dynamic, re-exported) and the nondeterministic calls of a file. */
export function factsOf(file: SourceFile): Facts {
  const tree = ts.createSourceFile(file.path, file.source, ts.ScriptTarget.Latest, false);
  const references: Reference[] = [];
  const nondeterminism: Nondeterminism[] = [];
  const visit = (node: ts.Node): void => {
    const line = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
    const argument = moduleArgument(node);
    if (argument) references.push({ specifier: literal(argument), line });
    const name = nondeterministicName(node, tree);
    if (name) nondeterminism.push({ name, line });
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return { references, nondeterminism };
}

/** The node that names the module a node refers to, if it refers to one. */
function moduleArgument(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node)) return node.argument;
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return node.arguments[0] ?? node;
  }
  if (ts.isExternalModuleReference(node)) return node.expression;
  return undefined;
}

function literal(node: ts.Node): string | undefined {
  if (ts.isLiteralTypeNode(node)) return literal(node.literal);
  return ts.isStringLiteralLike(node) ? node.text : undefined;
}

/** `Math.random`, `Date.now` (also by `["random"]`), `Date()` and `new Date()` without arguments. */
function nondeterministicName(node: ts.Node, tree: ts.SourceFile): string | undefined {
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
    const key = ts.isPropertyAccessExpression(node) ? node.name.text : literal(node.argumentExpression);
    const owner = node.expression.getText(tree).replace(/^(globalThis|window|self)\./, "");
    const name = `${owner}.${key}`;
    return name === "Math.random" || name === "Date.now" ? name : undefined;
  }
  if (!ts.isNewExpression(node) && !ts.isCallExpression(node)) return undefined;
  if (node.expression.getText(tree) !== "Date") return undefined;
  if (ts.isCallExpression(node)) return "Date()";
  return node.arguments?.length ? undefined : "new Date()";
}
