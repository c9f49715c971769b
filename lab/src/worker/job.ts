/** What a job may do while it runs. */
export interface JobContext<News> {
  /** Tells whoever asked how far it is. */
  tell(news: News): void;
  /** Whether nobody wants the answer any more; true only after a pause. */
  stopped(): boolean;
}

/** One thing that a worker can be asked for. */
export type Job<Input, Output, News = never> = (
  input: Input,
  context: JobContext<News>,
) => Output | Promise<Output>;

/** All that a worker can be asked for, by name. */
export type Jobs = { readonly [name: string]: Job<never, unknown, never> };

export type InputOf<J> = J extends Job<infer Input, unknown, never> ? Input : never;
export type OutputOf<J> = J extends (...input: never[]) => infer Output ? Awaited<Output> : never;
export type NewsOf<J> = J extends (input: never, context: JobContext<infer News>) => unknown ? News : never;

/** Where messages go and come from: a worker, or the page as a worker sees it. */
export interface Port {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent) => void) | null;
}

/** What the page sends: a question, or that its answer isn't wanted any more. */
export type Request =
  | { readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly id: number; readonly stop: true };

/** What comes back: news, then an answer or what went wrong. */
export type Response = { readonly id: number } & (
  | { readonly news: unknown }
  | { readonly output: unknown }
  | { readonly error: string }
);
