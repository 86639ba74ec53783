import type { SetOutcome } from '../../envelope/outcome.js';
import { compiledGuide } from '../../guides/compiled-guides.js';
import { GuideWalker } from '../../validate/walker.js';
import type { Delimiters } from '../../x12/delimiters.js';
import type { SegmentView } from '../../x12/segment-view.js';
import { Tokenizer } from '../../x12/tokenizer.js';
import { PROTECT_ALL, protectionOf } from '../element-protection.js';
import type { NumberedFinding } from '../finding-id.js';
import type { ReportedSet } from './contents.js';
import { html } from './markup.js';
import { counted, type PageText } from './page-text.js';
import { gapMarkup, segmentMarkup } from './segment-markup.js';
import { SetTree } from './set-tree.js';
import type { ReportSetting } from './setting.js';

const READ_SIZE = 256 * 1024;
/** Segments of a set without a guide that are shown although nothing is wrong with them. */
const MOST_FLAT = 40;

/** What takes the segments of a set, one after another. */
interface SetDrawing {
  segment(view: SegmentView): void;
  /** Nothing that follows is wanted. */
  readonly isDone: boolean;
  finish(): void;
}

/**
 * Draws the segments of one transaction set, read again from its byte range: as a tree of loops where it was checked
 * against a guide, else flat and masked.
 */
export function drawSet(
  { outcome, findings }: ReportedSet,
  delimiters: Delimiters,
  isWhole: boolean,
  setting: ReportSetting,
  page: PageText,
): void {
  const drawing =
    outcome.guideId === ''
      ? flat(findings, delimiters, isWhole, setting, page)
      : tree(outcome, findings, delimiters, isWhole, setting, page);
  const nothing = (): void => {};
  const tokenizer = new Tokenizer({
    header: nothing,
    segment: (view) => {
      if (!drawing.isDone) drawing.segment(view);
    },
    stray: nothing,
    oversize: nothing,
    cut: nothing,
  });
  tokenizer.continueInside(delimiters, outcome.byteStart);
  let at = outcome.byteStart;
  while (at < outcome.byteEnd && !drawing.isDone) {
    const bytes = setting.read(at, Math.min(READ_SIZE, outcome.byteEnd - at));
    if (bytes.length === 0) break;
    tokenizer.push(bytes);
    at += bytes.length;
  }
  const isRead = !drawing.isDone;
  if (isRead) tokenizer.end();
  drawing.finish();
  if (!isRead)
    page.add(
      html`<li class="hidden">The rest of this set holds no other finding that this page shows: not shown</li>\n`,
    );
}

function tree(
  outcome: SetOutcome,
  findings: readonly NumberedFinding[],
  delimiters: Delimiters,
  isWhole: boolean,
  setting: ReportSetting,
  page: PageText,
): SetDrawing {
  const guide = compiledGuide(setting.schemas, outcome.guideId);
  const protection = protectionOf(setting.schemas.guide(outcome.guideId));
  const sink = new SetTree(guide, findings, { delimiters, protection }, setting, page, { isWhole });
  const walker = new GuideWalker(guide, sink);
  walker.useSeparators(delimiters.component, delimiters.repetition);
  let hasStarted = false;
  return {
    segment(view) {
      if (hasStarted) walker.step(view);
      else walker.start(view);
      hasStarted = true;
      sink.settle(view, walker.position);
    },
    get isDone() {
      return sink.isDone;
    },
    finish: () => sink.finish(),
  };
}

/** Segments one after another, those at the start and those with findings. */
function flat(
  findings: readonly NumberedFinding[],
  delimiters: Delimiters,
  isWhole: boolean,
  setting: ReportSetting,
  page: PageText,
): SetDrawing {
  const reading = { delimiters, protection: PROTECT_ALL };
  let waiting = [...findings];
  let position = 0;
  let hidden = 0;
  const tellHidden = (): void => {
    if (hidden > 0) page.add(html`<li class="hidden">${counted(hidden, 'segment')} not shown</li>\n`);
    hidden = 0;
  };
  return {
    isDone: false,
    segment(view) {
      position++;
      const here = waiting.filter(({ finding }) => finding.place.byteOffset <= view.fileOffset);
      waiting = here.length === 0 ? waiting : waiting.filter((numbered) => !here.includes(numbered));
      const own = here.filter(({ finding: { place } }) => place.byteOffset === view.fileOffset && place.byteLength > 0);
      if (here.length === 0 && (page.isFull || (position > MOST_FLAT && !isWhole))) {
        hidden++;
        return;
      }
      tellHidden();
      for (const numbered of here) if (!own.includes(numbered)) page.add(gapMarkup([numbered], setting));
      const segment = {
        byteOffset: view.fileOffset,
        byteLength: view.byteLength,
        position,
        name: '',
        loopId: '',
        remark: '',
        elementCount: 0,
        elementName: () => '',
      };
      page.add(segmentMarkup(segment, own, reading, setting));
    },
    finish() {
      tellHidden();
      for (const numbered of waiting) page.add(gapMarkup([numbered], setting));
    },
  };
}
