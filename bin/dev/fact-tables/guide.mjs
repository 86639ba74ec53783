import { codeSetId } from './code-sets.mjs';
import { isProtected } from './protected.mjs';
import { dataElementOf, isComposite, segmentsOf } from './standard.mjs';
import { ALTERNATIVES, BASE_SEGMENTS, COUNTED_LOOPS, UNITS } from './supplement.mjs';

/**
 * One guide in the form of `GuideFile` (src/guides/types.ts). Order of nodes and elements as in the table.
 *
 * @param {string} fileName Of the table, such as `278-request-005010X217.json`: names the guide's id.
 * @param {object} table
 * @param {{ standard: object }} known What `convertElements` gave.
 */
export function convertGuide(fileName, table, known) {
  const variant = fileName.slice(0, fileName.indexOf(`-${table.guide}`));
  const id = `${table.guide}-${variant}`;
  const converter = { id, transactionSet: table.st01, standard: known.standard };
  const used = new Set([...segmentsOf(table)].map((segment) => segment.id));
  const base = BASE_SEGMENTS[table.st01] ?? [];
  const shared = Object.entries(table.shared ?? {}).map(([loop, body]) => [
    loop,
    { name: body.name, children: children(body, converter) },
  ]);
  return {
    id,
    guide: table.guide,
    transactionSet: table.st01,
    functionalGroup: table.gs01,
    title: table.title,
    ...(table.when === undefined ? {} : { when: convertWhen(table.when) }),
    ...(UNITS[id] ?? UNITS[table.st01]),
    notUsedSegments: base.filter((segment) => !used.has(segment)),
    sources: table.sources.map(cleanSource),
    children: children(table, converter),
    ...(shared.length === 0 ? {} : { shared: Object.fromEntries(shared) }),
  };
}

/** What a reader needs to choose a guide without opening it. */
export function guideIndex(guides) {
  return guides.map(({ id, guide, transactionSet, functionalGroup, title, when }) => ({
    id,
    guide,
    transactionSet,
    functionalGroup,
    title,
    ...(when === undefined ? {} : { when }),
  }));
}

function convertWhen(when) {
  const [[reference, codes]] = Object.entries(when);
  return { segment: reference.slice(0, -2), element: Number(reference.slice(-2)), codes };
}

/** Short names of sources in the tables. */
const SOURCES = { EF: 'EdiFabric templates', LFH: 'LinuxForHealth/x12', EW: 'EdiWeave' };

/** Sources in full; one that names a working paper keeps only what that paper was compiled from. */
function cleanSource(source) {
  const paper = /^\S+\.md, part \S+ \((.*); see there\)$/.exec(source);
  if (paper !== null) return `compiled from ${paper[1]} definitions, compared with each other`;
  return source.replace(/\b(?:EF|LFH|EW)\b/g, (short) => SOURCES[short]);
}

function children(parent, converter) {
  return parent.children.map((node) =>
    node.elements === undefined ? convertLoop(node, parent, converter) : convertSegment(node, converter),
  );
}

function place(node) {
  return {
    ...(node.area === undefined ? {} : { area: node.area }),
    ...(node.pos === undefined ? {} : { position: node.pos }),
  };
}

function count(value) {
  return value === '>1' ? 'unbounded' : value;
}

function convertLoop(node, parent, converter) {
  const alternative = ALTERNATIVES[converter.id]?.[parent.id]?.[node.id];
  return {
    loop: node.id,
    ...(node.$ref === undefined ? {} : { reference: node.$ref }),
    name: node.name,
    usage: node.usage,
    repeat: count(node.repeat),
    ...place(node),
    ...(node.bounded === true ? { bounded: true } : {}),
    ...(COUNTED_LOOPS[converter.transactionSet]?.has(node.id) ? { counted: true } : {}),
    ...(alternative === undefined ? {} : { alternativeTo: alternative }),
    ...(node.$ref === undefined ? { children: children(node, converter) } : {}),
  };
}

function convertSegment(node, converter) {
  return {
    segment: node.id,
    name: node.name,
    usage: node.usage,
    max: count(node.max),
    ...place(node),
    ...(node.key === undefined ? {} : { key: node.key }),
    ...(node.syntax === undefined ? {} : { syntax: node.syntax }),
    elements: node.elements.map((element) => convertElement(element, node.id, undefined, converter)),
  };
}

/** Its form depends on the country, which a pattern cannot see: rules check it. */
const POSTAL_CODE = '116';

function convertElement(element, segment, composite, converter) {
  const { elements, composites } = converter.standard;
  const id = dataElementOf(element);
  const parts = isComposite(id) ? composites[id].components : undefined;
  const hidden =
    parts === undefined ? isProtected(segment, id, composite) : parts.some((part) => isProtected(segment, part, id));
  const standardName = parts === undefined ? elements[id].name : composites[id].name;
  return {
    element: id,
    ...(element.name === standardName ? {} : { name: element.name }),
    usage: element.usage,
    ...(element.usageCertainty === undefined ? {} : { usageCertainty: element.usageCertainty }),
    ...(element.codes === undefined ? {} : { codes: element.codes }),
    ...(element.certainty === undefined ? {} : { certainty: element.certainty }),
    ...(element.set === undefined ? {} : { codeSet: codeSetId(element.set) }),
    ...(element.repeat === undefined ? {} : { repeat: element.repeat }),
    ...(element.regex === undefined || element.de === POSTAL_CODE ? {} : { pattern: element.regex }),
    ...(hidden ? { protected: true } : {}),
    ...(element.syntax === undefined ? {} : { syntax: element.syntax }),
    ...(element.components === undefined
      ? {}
      : { components: element.components.map((part) => convertElement(part, segment, id, converter)) }),
  };
}
