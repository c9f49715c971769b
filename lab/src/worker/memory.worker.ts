import type { Port } from "./job.ts";
import { memoryJobs } from "./memory-jobs.ts";
import { serve } from "./serve.ts";

serve(self as unknown as Port, memoryJobs());
