/**
 * The library: read, check and answer X12 files in your own program. The gateway itself is the command `x12gw`.
 *
 * Everything here is pure but what reads: `loadSchemas` and `readOwnSchemas` schemas, `FileExaminer` imported code lists
 * and, with `run`, a file. Nothing writes. See `docs/library.md` for examples.
 */

export type { ConversionSummary } from './convert/envelope-lines.js';
export { jsediOf, LARGEST_JSEDI_FILE } from './convert/jsedi.js';
export { JsonToX12, type JsonToX12Options, x12OfJson } from './convert/json-to-x12.js';
export type {
  BytesLine,
  ConvertLine,
  DelimitersJson,
  ElementJson,
  EndLine,
  GroupLine,
  InterchangeLine,
  LevelLine,
  LoopJson,
  LooseSegmentLine,
  SegmentJson,
  SetLine,
  UnitLine,
} from './convert/lines.js';
export { ConversionRefused, type RefusalPlace } from './convert/refusal.js';
export { jsonOfX12, X12ToJson } from './convert/x12-to-json.js';
export type {
  FileOutcome,
  GroupOutcome,
  InterchangeHeader,
  InterchangeOutcome,
  SetOutcome,
} from './envelope/outcome.js';
export type { ExaminationSetting } from './examination/examination-protocol.js';
export { type ExaminationContext, type ExaminationSink, examine } from './examination/examine.js';
export { type ExaminationChoices, FileExaminer } from './examination/examine-file.js';
export type { Finding, FindingKind, Severity, SnipType } from './findings/finding.js';
export { FindingCatalogue, fillWording } from './findings/finding.js';
export { compiledGuide } from './guides/compiled-guides.js';
export { type InstanceKind, type InstanceOptions, type InstanceSegment, instanceOf } from './guides/instance.js';
export { exampleInterchange } from './guides/instance-interchange.js';
export { defaultSchemasRoot, loadSchemas, type Schemas } from './guides/load.js';
export { type OwnSchemas, readOwnSchemas } from './guides/schema-files.js';
export type { GuideFile } from './guides/types.js';
export { DEFAULT_OPTIONS, type PartnerOptions, type PartnerProfile, type PayerIdentity } from './partners/profile.js';
export { type FindingOwner, type NumberedFinding, numberFindings } from './report/finding-id.js';
export { ReportCollector } from './report/html/collector.js';
export type { ReportContents } from './report/html/contents.js';
export { renderHtmlReport } from './report/html/page.js';
export type { ReportSetting } from './report/html/setting.js';
export type { CheckFacts } from './report/html/summary.js';
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
