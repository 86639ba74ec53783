import type { GatewayConfiguration } from '../../config/configuration.js';
import type { ExaminationSetting } from '../../examination/examination-protocol.js';
import { FileExaminer } from '../../examination/examine-file.js';
import type { Schemas } from '../../guides/load.js';
import { dataFolderOf } from '../found-configuration.js';

/** Who judges: without an overlay no companion guide counts. */
type Judges = Pick<ExaminationSetting, 'payer' | 'handlers'> & { readonly overlay: string | undefined };

/** An examiner with the limits and the imported code lists of an installation, where there is one. */
export async function fileExaminer(
  schemas: Schemas,
  configuration: GatewayConfiguration | undefined,
  { payer, handlers, overlay }: Judges,
): Promise<FileExaminer> {
  const codeListsRoot = configuration && (await dataFolderOf(configuration)).codeLists;
  return new FileExaminer(schemas, {
    ...(codeListsRoot === undefined ? {} : { codeListsRoot }),
    ...(overlay === undefined ? {} : { overlay }),
    payer,
    handlers,
    ...(configuration === undefined ? {} : { findingsPerSet: configuration.limits.findingsPerSet }),
  });
}
