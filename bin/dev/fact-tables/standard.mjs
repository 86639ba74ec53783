import { isProtected } from './protected.mjs';
import { SEGMENT_NAMES } from './segment-names.mjs';
import {
  COMPOSITES,
  CONTROL_CODES,
  ELEMENT_NAMES,
  MISSING_DATA_ELEMENTS,
  OPEN_ELEMENTS,
  UNUSED_ELEMENTS,
} from './supplement.mjs';

/** Every segment node of a table, shared loops included. */
export function* segmentsOf(table) {
  const roots = [...(table.children ?? []), ...(table.segments ?? []), ...Object.values(table.shared ?? {})];
  for (const root of roots) yield* descend(root);
}

function* descend(node) {
  if (node.elements !== undefined) yield node;
  for (const child of node.children ?? []) yield* descend(child);
}

/** Data element number or composite id of an element of a table. */
export function dataElementOf(element) {
  return element.de ?? MISSING_DATA_ELEMENTS[element.ref];
}

/**
 * The data elements and composites that any table names.
 *
 * Base list of an element: the codes its own entry lists together with every value any table lists for it. An element
 * whose entry lists none, or whose values others keep, has no base list.
 */
export function convertElements({ tables, control, dataElements, codeSets }) {
  const found = new Map();
  const composites = {};
  const note = (element) => {
    const id = dataElementOf(element);
    const facts = found.get(id) ?? { name: element.name, codes: new Set() };
    found.set(id, facts);
    if (element.type !== undefined) facts.form = [element.type, element.min, element.max];
    for (const code of element.codes ?? []) facts.codes.add(code);
    for (const code of codesOf(codeSets.sets[element.set])) facts.codes.add(code);
    if (element.components === undefined) return;
    const components = element.components.map(dataElementOf);
    if (components.length > (composites[id]?.length ?? 0)) composites[id] = components;
    element.components.forEach(note);
  };
  for (const table of [...tables, control]) for (const segment of segmentsOf(table)) segment.elements.forEach(note);
  Object.assign(composites, COMPOSITES);
  for (const id of Object.values(composites).flat()) if (!found.has(id)) found.set(id, { codes: new Set() });

  const elements = {};
  for (const id of [...found.keys()].filter((key) => !isComposite(key)).sort(byNumber)) {
    const entry = dataElements[id];
    const facts = found.get(id);
    const form = entry === undefined ? (facts.form ?? UNUSED_ELEMENTS[id]) : [entry.type, entry.min, entry.max];
    if (form === undefined) throw new Error(`Data element ${id} has no type: add it to supplement.mjs`);
    const longest = form[2];
    // Snapshots of code lists may hold codes of later releases, too long for 005010.
    const codes = baseList(id, entry, facts, codeSets).filter((code) => code.length <= longest);
    elements[id] = {
      name: ELEMENT_NAMES[id] ?? entry?.name ?? facts.name,
      type: elementType(form[0]),
      minimum: form[1],
      maximum: form[2],
      ...(codes.length === 0 ? {} : { codes }),
    };
  }
  return { elements, composites: namedComposites(composites, found, dataElements) };
}

/** Numbers with implied decimals (N1 to N9) have the form of N0: digits and a sign. */
function elementType(type) {
  return /^N\d$/.test(type) ? 'N0' : type;
}

function baseList(id, entry, facts, codeSets) {
  if (OPEN_ELEMENTS.has(id)) return [];
  const own = [...(entry?.codes ?? []), ...(CONTROL_CODES[id] ?? [])];
  if (own.length === 0) return [];
  const listed = (entry?.sets ?? []).flatMap((set) => codesOf(codeSets.sets[set]));
  return [...new Set([...own, ...listed, ...facts.codes])].sort();
}

function codesOf(set) {
  if (set === undefined) return [];
  return Array.isArray(set.codes) ? set.codes : Object.keys(set.codes);
}

function namedComposites(composites, found, dataElements) {
  const ids = Object.keys(composites).sort();
  return Object.fromEntries(
    ids.map((id) => [
      id,
      { name: ELEMENT_NAMES[id] ?? dataElements[id]?.name ?? found.get(id).name, components: composites[id] },
    ]),
  );
}

export function isComposite(id) {
  return /^C\d{3}$/.test(id);
}

function byNumber(a, b) {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** Segment id to its elements, in the longest form any table shows. */
export function convertSegments(tables, control) {
  const segments = {};
  for (const table of [...tables, control]) {
    for (const segment of segmentsOf(table)) {
      const elements = segment.elements.map(dataElementOf);
      const known = segments[segment.id];
      if (known === undefined || elements.length > known.elements.length) {
        segments[segment.id] = { name: SEGMENT_NAMES[segment.id] ?? segment.name, elements };
      }
    }
  }
  return Object.fromEntries(Object.entries(segments).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The envelope's segments with the lists and widths of health care interchanges. */
export function convertControl(control, standard) {
  const segments = control.segments.map((segment) => [
    segment.id,
    {
      name: SEGMENT_NAMES[segment.id] ?? segment.name,
      elements: segment.elements.map((element) => ({
        element: element.de,
        ...(element.name === standard.elements[element.de].name ? {} : { name: element.name }),
        usage: element.usage,
        ...(element.codes === undefined ? {} : { codes: element.codes }),
        ...(isProtected(segment.id, element.de) ? { protected: true } : {}),
      })),
    },
  ]);
  return { version: control.guide, sources: control.sources, segments: Object.fromEntries(segments) };
}
