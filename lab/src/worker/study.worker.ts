import type { Port } from "./job.ts";
import { serve } from "./serve.ts";
import { studyJobs } from "./study-jobs.ts";

serve(self as unknown as Port, studyJobs());
