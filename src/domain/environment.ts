/** `production` or `test`; the two never share a row, a folder or a number (ARCHITECTURE, promise 4). */
export type Environment = 'production' | 'test';
