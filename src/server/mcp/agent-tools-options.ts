export interface AgentToolsOptions {
  /** Whether pictures may be named by their paths on this machine. */
  readonly files: boolean;
}
