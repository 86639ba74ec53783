import { readFileSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import type { ExaminationJob, ExaminationMessage, WorkerSetting } from '../../src/examination/examination-protocol.js';
import { FileExaminer } from '../../src/examination/examine-file.js';
import { serveJobs } from '../../src/gateway/workers/worker-side.js';
import { loadSchemas } from '../../src/guides/load.js';

/** The real worker, but for files that hold POISON: these end the thread. */
const setting = workerData as WorkerSetting;
const examiner = new FileExaminer(loadSchemas(setting.schemasRoot), setting);

serveJobs<ExaminationJob, ExaminationMessage>(async (job, send) => {
  if (readFileSync(job.path, 'latin1').includes('POISON')) process.exit(9);
  await examiner.run(job, send);
});
