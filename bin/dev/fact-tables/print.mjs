/**
 * JSON that a person can read and compare line by line: what holds no object inside stands on one line (an element with
 * its codes), everything else is indented by one space per level.
 *
 * @param {unknown} value Plain data.
 * @returns {string} Ends with a line feed.
 */
export function printJson(value) {
  return `${print(value, '')}\n`;
}

function print(value, indent) {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const children = Object.values(value);
  if (Array.isArray(value)) {
    if (children.every((child) => typeof child !== 'object')) return inline(value);
    return block(
      '[',
      ']',
      children.map((child) => print(child, `${indent} `)),
      indent,
    );
  }
  if (children.every(isPlain)) return inline(value);
  return block(
    '{',
    '}',
    Object.entries(value).map(([key, child]) => `${JSON.stringify(key)}: ${print(child, `${indent} `)}`),
    indent,
  );
}

/** No object inside: a scalar or a list of scalars. */
function isPlain(value) {
  return typeof value !== 'object' || (Array.isArray(value) && value.every((item) => typeof item !== 'object'));
}

function inline(value) {
  if (!Array.isArray(value)) {
    const pairs = Object.entries(value).map(([key, child]) => `${JSON.stringify(key)}: ${inlineValue(child)}`);
    return `{ ${pairs.join(', ')} }`;
  }
  return `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
}

function inlineValue(value) {
  return Array.isArray(value) ? inline(value) : JSON.stringify(value);
}

function block(open, close, lines, indent) {
  return `${open}\n${lines.map((line) => `${indent} ${line}`).join(',\n')}\n${indent}${close}`;
}
