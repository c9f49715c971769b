/** The little of markdown-it that the site uses; the package has no types of its own. */
declare module "markdown-it" {
  namespace MarkdownIt {
    interface Token {
      type: string;
      tag: string;
      content: string;
      children: Token[] | null;
      attrGet(name: string): string | null;
      attrSet(name: string, value: string): void;
    }
    type Rule = (
      tokens: Token[],
      index: number,
      options: object,
      env: unknown,
      self: { renderToken(tokens: Token[], index: number, options: object): string },
    ) => string;
  }
  class MarkdownIt {
    constructor(options?: { html?: boolean });
    readonly renderer: {
      readonly rules: Record<string, MarkdownIt.Rule | undefined>;
      render(tokens: MarkdownIt.Token[], options: object, env: object): string;
    };
    readonly options: object;
    parse(text: string, env: object): MarkdownIt.Token[];
  }
  export = MarkdownIt;
}
