import type { GuideFile, GuideLoop, GuideNode, GuideReference } from './types.js';

/** What stands in a loop, its own or shared; nothing for a shared loop that the guide does not have. */
export function loopBody(loop: GuideLoop | GuideReference, guide: Pick<GuideFile, 'shared'>): readonly GuideNode[] {
  return 'children' in loop ? loop.children : (guide.shared?.[loop.reference]?.children ?? []);
}
