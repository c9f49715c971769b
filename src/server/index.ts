export { isLoopback } from "./http/guard.ts";
export { type Limits, usualLimits } from "./limits.ts";
export {
  type RunningServer,
  type ServerOptions,
  type ServiceOptions,
  serveAgent,
  startServer,
} from "./server.ts";
