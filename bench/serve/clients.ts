import { Agent, request } from "node:http";

/** What clients heard. */
export interface Answered {
  /** Of every right answer, in milliseconds. */
  readonly latencies: number[];
  /** What went wrong, once for each answer. */
  readonly errors: string[];
}

export interface Asking {
  readonly vectors: readonly number[][];
  readonly clients: number;
  readonly seconds: number;
}

/** Lets clients recall stored vectors of which a quarter is lost, one after the other each, and checks what they get. */
export async function askAll(url: string, { vectors, clients, seconds }: Asking): Promise<Answered> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const bodies = vectors.slice(0, 200).map(bodyOf);
  const answered: Answered = { latencies: [], errors: [] };
  const until = performance.now() + 1000 * seconds;
  const client = async (first: number): Promise<void> => {
    for (let at = first; performance.now() < until; at += 1) {
      const item = at % bodies.length;
      const began = performance.now();
      const wrong = await recall(url, agent, { body: bodies[item], item });
      if (wrong === undefined) answered.latencies.push(performance.now() - began);
      else answered.errors.push(wrong);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, i) => client(4 * i)));
  agent.destroy();
  return answered;
}

function bodyOf(vector: readonly number[]): Buffer {
  const known = vector.map((_, i) => i % 4 !== 0);
  return Buffer.from(JSON.stringify({ vector: vector.map((value, i) => (known[i] ? value : 0)), known }));
}

/** Asks once; what is wrong with the answer, or undefined. */
function recall(
  url: string,
  agent: Agent,
  { body, item }: { body: Buffer; item: number },
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const headers = { "Content-Type": "application/json", "Content-Length": body.length };
    const asked = request(
      `${url}/memories/load/recall?count=1`,
      { method: "POST", agent, headers },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (part: string) => {
          text += part;
        });
        response.on("error", (error) => resolve(error.message));
        response.on("end", () => resolve(response.statusCode === 200 ? wrongIn(text, item) : text));
      },
    );
    asked.on("error", (error) => resolve(error.message));
    asked.end(body);
  });
}

function wrongIn(text: string, item: number): string | undefined {
  const { outcome, items } = JSON.parse(text) as { outcome: string; items: { id: string }[] };
  const right = outcome === "recalled" && items[0]?.id === String(item);
  return right ? undefined : `item ${item} was answered by ${text.slice(0, 200)}`;
}
