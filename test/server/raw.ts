import { connect } from "node:net";

/** Sends bytes as they are and gives what comes back until the other end closes the connection. */
export function raw(
  port: number,
  text: string | Uint8Array,
  drip?: { every: number; part: string },
): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let [answer, timer]: [string, NodeJS.Timeout | undefined] = ["", undefined];
    socket.on("data", (part) => {
      answer += part;
    });
    // What the server refuses it may reset while we still send.
    socket.on("error", () => {});
    socket.on("close", () => {
      clearInterval(timer);
      resolve(answer);
    });
    socket.write(text);
    if (drip) timer = setInterval(() => socket.write(drip.part), drip.every);
  });
}

/** A request for a path as it is, which `fetch` would tidy. */
export function rawGet(port: number, path: string, headers = "Host: localhost\r\n"): Promise<string> {
  return raw(port, `GET ${path} HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`);
}
