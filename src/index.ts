/**
 * The library: read, check and answer X12 files in your own program. The gateway itself is the command `x12gw`.
 *
 * Everything here is pure but `loadSchemas`, which reads the shipped guides. See `docs/library.md` for an example.
 */

export type {
  FileOutcome,
  GroupOutcome,
  InterchangeHeader,
  InterchangeOutcome,
  SetOutcome,
} from './envelope/outcome.js';
export { type ExaminationContext, type ExaminationSink, examine } from './examination/examine.js';
export type { Finding, FindingKind, Severity, SnipType } from './findings/finding.js';
export { FindingCatalogue, fillWording } from './findings/finding.js';
export { compiledGuide } from './guides/compiled-guides.js';
export { defaultSchemasRoot, loadSchemas, type Schemas } from './guides/load.js';
export type { GuideFile } from './guides/types.js';
export { DEFAULT_OPTIONS, type PartnerOptions, type PartnerProfile, type PayerIdentity } from './partners/profile.js';
export { findingsText } from './report/text.js';
export { render999 } from './respond/acknowledgment-999.js';
export { renderTa1 } from './respond/ta1.js';
export { type SetValidation, SetValidator } from './validate/set-validator.js';
export { UnitReader } from './validate/unit-reader.js';
export {
  componentOf,
  elementOf,
  type LoopNode,
  loopOf,
  segmentOf,
  segmentsOf,
  type Unit,
} from './validate/unit-tree.js';
export { type Delimiters, OUTBOUND_DELIMITERS } from './x12/delimiters.js';
export { SegmentView } from './x12/segment-view.js';
export { type TokenHandler, Tokenizer } from './x12/tokenizer.js';
export { InterchangeWriter, writeSegment } from './x12/writer.js';
