import { workerData } from 'node:worker_threads';
import type { ExaminationJob, ExaminationMessage, WorkerSetting } from '../../examination/examination-protocol.js';
import { FileExaminer } from '../../examination/examine-file.js';
import { loadSchemas } from '../../guides/load.js';
import { serveJobs } from './worker-side.js';

/** The worker thread of pass 1: reads files and says what they are worth. Pure; the main thread alone commits. */
const setting = workerData as WorkerSetting;
const examiner = new FileExaminer(loadSchemas(setting.schemasRoot, setting.ownSchemas), setting);

serveJobs<ExaminationJob, ExaminationMessage>((job, send) => examiner.run(job, send));
