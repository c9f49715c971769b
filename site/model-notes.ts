import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

/** What the source says of a model, as Markdown: its formula, what is special about it, where it was published. */
export function noteOnModel(root: string, name: string): string {
  const file = sourceOf(root, `src/zoo/${name}.ts`);
  const maker = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const found = file.statements.find((one) => ts.isFunctionDeclaration(one) && one.name?.text === maker);
  if (!found) throw new Error(`noteOnModel: src/zoo/${name}.ts has no function ${maker}`);
  return noteOn(found, file);
}

/** What the source says of the parameters that models take, by name. */
export function notesOnParameters(root: string): ReadonlyMap<string, string> {
  const file = sourceOf(root, "src/zoo/named.ts");
  const found = file.statements.find(
    (one) => ts.isInterfaceDeclaration(one) && one.name.text === "ModelParameters",
  );
  const members = found && ts.isInterfaceDeclaration(found) ? found.members : [];
  return new Map(members.map((member) => [member.name?.getText(file) ?? "", noteOn(member, file)]));
}

function sourceOf(root: string, path: string): ts.SourceFile {
  return ts.createSourceFile(path, readFileSync(join(root, path), "utf8"), ts.ScriptTarget.Latest, true);
}

/** The comment before a node, without its marks and tags. */
function noteOn(node: ts.Node, file: ts.SourceFile): string {
  const [comment] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  if (!comment) throw new Error(`noteOn: nothing is said of ${node.getText(file).split("\n")[0]}`);
  const lines = comment.getText(file).split("\n");
  const text = lines
    .map((line) => line.replace(/^\s*(\/\*)?\*+\/?\s?/, "").replace(/\s*\*+\/\s*$/, ""))
    .join("\n");
  return text
    .replace(/^@[\s\S]*/m, "")
    .replace(/\{@link (\w+)\}/g, "`$1`")
    .trim();
}
