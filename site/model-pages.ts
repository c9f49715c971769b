import { drawBandChart } from "madeleine/report/node";
import { modelNamed, modelNames, parametersOf } from "madeleine/zoo";
import { noteOnModel, notesOnParameters } from "./model-notes.ts";
import { tryModel } from "./model-trial.ts";

/** A page as Markdown, before its links are set. */
export interface Written {
  readonly path: string;
  readonly markdown: string;
  readonly shortTitle: string;
}

/** A page for every model that has a name, and one that lists them, from what the source says and what a trial shows. */
export function modelPages(root: string): Written[] {
  const notes = notesOnParameters(root);
  const pages = modelNames.map((name) => ({
    path: `models/${name}.html`,
    shortTitle: name,
    markdown: pageOf(name, noteOnModel(root, name), notes),
  }));
  const rows = modelNames.map((name) => {
    const { source } = modelNamed(name);
    return `| [${name}](${linkTo(name)}) | ${cell(firstSentence(noteOnModel(root, name)))} | ${cell(source)} |`;
  });
  const list = `# Models

Every model is one file of [\`src/zoo\`](/src/zoo/index.ts): generic parts, configuration, citation. Front ends find them by
name (\`modelNamed\`, \`madeleine retrieve --model NAME\`). The formulas and sources below are the ones in the code; each
picture was drawn by running it. What the letters mean: [glossary](/docs/glossary.md).

| name | what it computes | published |
|---|---|---|
${rows.join("\n")}
`;
  return [{ path: "models/index.html", shortTitle: "All models", markdown: list }, ...pages];
}

function pageOf(name: string, note: string, notes: ReadonlyMap<string, string>): string {
  const { charts, laws } = tryModel(name);
  const { source } = modelNamed(name);
  const parameters = Object.entries(parametersOf(name)).map(
    ([key, value]) =>
      `| ${key} | ${value} | ${cell((notes.get(key) ?? "").replace(/^Of [\w -]+[:,] /, ""))} |`,
  );
  const drawn = charts.map((chart, i) => drawBandChart(chart, `chart-${i}`).replace(/\n\s*\n/g, "\n"));
  return `# ${name}

<div class="note">

${note}

</div>

${note.replace(/\s+/g, " ").includes(source) ? "" : `Published: ${source}.`}

## What it does

${drawn.join("\n\n")}

## Laws

${laws.map((law) => `- ${law}`).join("\n")}
${
  parameters.length === 0
    ? ""
    : `
## Parameters

| name | default | |
|---|---|---|
${parameters.join("\n")}
`
}
## Use

\`\`\`sh
madeleine retrieve --patterns xi.npy --queries q.npy --model ${name}
\`\`\`

In a program: \`modelNamed("${name}")\` of [\`madeleine/zoo\`](/src/zoo/index.ts).
`;
}

/** The file that a page stands for. */
function linkTo(name: string): string {
  return `/src/zoo/${name}.ts`;
}

function firstSentence(note: string): string {
  return note.split(/(?<=\.)\s/)[0].replace(/\s+/g, " ");
}

function cell(text: string): string {
  return text.replace(/\s+/g, " ").replaceAll("|", "\\|");
}
