import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { cached } from '../../../src/operations/metrics/cached.js';
import { watchPages } from '../../../src/operations/metrics/pages.js';
import { type Pages, startWatchServer } from '../../../src/operations/metrics/watch-server.js';
import { until } from '../../gateway/installation.js';
import { newLedger, temporaryFolder } from '../../store/material.js';
import { watched } from './material.js';

const failures: unknown[] = [];

async function serve(pages: Pages): Promise<string> {
  const server = await startWatchServer({ address: '127.0.0.1', port: 0 }, pages, (error) => failures.push(error));
  onTestFinished(() => server.close());
  return `http://127.0.0.1:${server.port}`;
}

const page = (body: string) => async () => ({ status: 200 as const, type: 'text/plain', body });

describe('the watch server', () => {
  it('serves metrics and health', async () => {
    const settings = { cacheSeconds: 1, minimumFreeMegabytes: 0 };
    const url = await serve(watchPages(watched(newLedger(), temporaryFolder()), settings));
    const metrics = await fetch(`${url}/metrics`);
    expect(metrics.headers.get('content-type')).toContain('version=0.0.4');
    expect(await metrics.text()).toContain('# TYPE x12gw_files_received_total counter');
    for (const path of ['/healthz', '/readyz?verbose']) {
      const response = await fetch(`${url}${path}`);
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ isSound: true });
    }
  });

  it('says with status 503 that it is not ready', async () => {
    const broken = watched(newLedger(), temporaryFolder(), { holdsLock: async () => false });
    const url = await serve(watchPages(broken, { cacheSeconds: 1, minimumFreeMegabytes: 0 }));
    const response = await fetch(`${url}/readyz`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ isSound: false });
  });

  it('only reads: other methods, bodies and paths are refused', async () => {
    const url = await serve({ '/a': page('text') });
    const statusOf = async (path: string, init: RequestInit = {}) => (await fetch(`${url}${path}`, init)).status;
    expect(await statusOf('/a')).toBe(200);
    expect(await statusOf('/a', { method: 'HEAD' })).toBe(200);
    expect(await statusOf('/a', { method: 'DELETE' })).toBe(405);
    expect(await statusOf('/a', { method: 'POST', body: 'x' })).toBe(413);
    for (const path of ['/', '/b', '/a/', '/toString', '/__proto__', '//a'])
      expect(await statusOf(path), path).toBe(404);
  });

  it('says nothing of why a page failed, and goes on', async () => {
    const url = await serve({
      '/a': async () => {
        throw new Error('hunter2');
      },
      '/b': page('fine'),
    });
    const response = await fetch(`${url}/a`);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('hunter2');
    expect(failures).toHaveLength(1);
    expect(await (await fetch(`${url}/b`)).text()).toBe('fine');
  });

  it('refuses headers without end', async () => {
    const url = new URL(await serve({ '/a': page('text') }));
    const socket = connect(Number(url.port), url.hostname);
    socket.write(`GET /a HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(20_000)}`);
    let got = '';
    socket.on('data', (chunk) => {
      got += chunk;
    });
    await new Promise<void>((resolve) => socket.on('close', () => resolve()).on('error', () => undefined));
    expect(got).toContain('431');
  });

  it('answers whoever asks, however many others came and keep silent, ask half, or do not read', async () => {
    const url = new URL(await serve({ '/a': page('text'), '/large': page('x'.repeat(4_000_000)) }));
    for (const beginning of ['', 'GET /a HTTP/1.1\r\nHost: x\r\n', 'GET /large HTTP/1.1\r\nHost: x\r\n\r\n']) {
      await Promise.all(
        Array.from({ length: 40 }, async () => {
          const socket = connect(Number(url.port), url.hostname).on('error', () => undefined);
          onTestFinished(() => void socket.destroy());
          await new Promise((resolve) => socket.once('connect', resolve));
          if (beginning !== '') await new Promise((resolve) => socket.write(beginning, resolve));
          socket.pause();
        }),
      );
      const answers = await Promise.all(Array.from({ length: 20 }, () => fetch(`${url}a`)));
      expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
      for (const answer of answers) await answer.text();
    }
  });

  it('keeps whom it is answering, and lets them have their answer', async () => {
    let make = (_: unknown): void => undefined;
    const made = new Promise((resolve) => {
      make = resolve;
    });
    let isAsked = false;
    const slow = async () => {
      isAsked = true;
      await made;
      return { status: 200 as const, type: 'text/plain', body: 'made' };
    };
    const url = new URL(await serve({ '/slow': slow }));
    const waiting = fetch(`${url}slow`);
    await until(() => isAsked);
    for (let at = 0; at < 40; at++) {
      const socket = connect(Number(url.port), url.hostname).on('error', () => undefined);
      onTestFinished(() => void socket.destroy());
      await new Promise((resolve) => socket.once('connect', resolve));
    }
    make(undefined);
    expect(await (await waiting).text()).toBe('made');
  });

  it('rejects when the port is taken', async () => {
    const url = new URL(await serve({}));
    const second = startWatchServer({ address: '127.0.0.1', port: Number(url.port) }, {}, () => undefined);
    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('a cached page', () => {
  it('is made once for all who ask within its time, and again afterwards', async () => {
    let made = 0;
    const ask = cached(100, async () => ++made);
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
    expect(await ask()).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(await ask()).toBe(2);
  });

  it('that fails is tried again at once', async () => {
    let made = 0;
    const ask = cached(60_000, async () => {
      if (++made === 1) throw new Error('once');
      return made;
    });
    await expect(ask()).rejects.toThrow('once');
    expect(await ask()).toBe(2);
  });
});
