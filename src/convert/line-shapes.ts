import { ConversionRefused } from './refusal.js';

/** A JSON object whose members are still to be looked at. */
export type Members = Readonly<Record<string, unknown>>;

/** Raises ConversionRefused `line-invalid` for this place. */
export function invalid(what: string, line: number, path?: string): never {
  throw new ConversionRefused('line-invalid', what, path === undefined || path === '' ? { line } : { line, path });
}

/** The value as an object; `what` names it in the refusal. */
export function objectOf(value: unknown, what: string, line: number, path?: string): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return invalid(`${what} must be an object`, line, path);
  }
  return value as Members;
}

/** The value as a list. */
export function listOf(value: unknown, what: string, line: number, path?: string): readonly unknown[] {
  return Array.isArray(value) ? value : invalid(`${what} must be a list`, line, path);
}

/** The value as text of which each character is one byte. */
export function textOf(value: unknown, what: string, line: number, path?: string): string {
  if (typeof value !== 'string') return invalid(`${what} must be a string`, line, path);
  if (/[^\u0000-\u00ff]/.test(value)) {
    throw new ConversionRefused('not-latin1', `${what} has a character that is no single byte (beyond U+00FF)`, {
      line,
      ...(path === undefined ? {} : { path }),
    });
  }
  return value;
}

/** The value as base64 decoded into one character a byte. */
export function base64Of(value: unknown, what: string, line: number, path?: string): string {
  if (typeof value !== 'string' || value.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(value)) {
    return invalid(`${what} must be base64`, line, path);
  }
  return Buffer.from(value, 'base64').toString('latin1');
}

/** The value as line breaks and other bytes that mean nothing between segments; `allowed` are those that may stand here. */
export function fillerOf(value: unknown, what: string, allowed: RegExp, line: number, path?: string): string {
  const text = textOf(value, what, line, path);
  return allowed.test(text) ? text : invalid(`${what} may hold line breaks only`, line, path);
}
