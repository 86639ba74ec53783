import type { GuideFile, GuideNode } from '../guides/types.js';

/**
 * Report types (data element 755) that a deferral can ask for, in order: those the response guide takes as PWK01 of a
 * patient event (loop 2000E), which are those of a service too. Empty when the guide does not list them.
 */
export function wantableReportTypes(guide: GuideFile): ReadonlySet<string> {
  const event = guide.shared?.['2000E']?.children ?? [];
  const announcement = event.find((node: GuideNode) => 'segment' in node && node.segment === 'PWK');
  const element = announcement !== undefined && 'segment' in announcement ? announcement.elements[0] : undefined;
  return new Set(element !== undefined && 'codes' in element ? element.codes : []);
}
