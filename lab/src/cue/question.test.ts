import { expect, it } from "vitest";
import { type Question, questionOf, textOfQuestion } from "./question.ts";

const questions: Question[] = [
  { kind: "item" },
  { kind: "stranger", seed: 3 },
  { kind: "mix", other: 11, share: 0.375 },
  { kind: "file" },
];

it.each(questions)("$kind comes back from the address", (question) => {
  expect(questionOf(textOfQuestion(question))).toEqual(question);
});

it.each(["stranger:", "stranger:-1", "stranger:x", "mix:0,0.5", "mix:3", "mix:3,2", "mix:1.5,0.5", "other"])(
  "%j is no question but for one of the memory's own",
  (text) => expect(questionOf(text)).toEqual({ kind: "item" }),
);
