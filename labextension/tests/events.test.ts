import { ServerConnection } from '@jupyterlab/services';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { Events } from '../src/events';
import { job } from '../ui-tests/samples';

/** A socket that a test opens, closes and speaks through. */
class FakeSocket extends EventTarget {
  static readonly all: FakeSocket[] = [];
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;

  constructor(readonly url: string) {
    super();
    FakeSocket.all.push(this);
  }

  say(data: object): void {
    this.onmessage?.({ data: JSON.stringify(data) });
  }

  close(): void {
    this.onclose?.();
    this.dispatchEvent(new Event('close'));
  }
}

let events: Events;
let heard: unknown[];

beforeEach(() => {
  FakeSocket.all.length = 0;
  heard = [];
  events = new Events(
    ServerConnection.makeSettings({
      WebSocket: FakeSocket as unknown as typeof WebSocket
    })
  );
  events.opened.connect(() => heard.push('opened'));
  events.closed.connect(() => heard.push('closed'));
  events.job.connect((_, { id, state }) => heard.push([id, state]));
  events.environment.connect((_, { action }) => heard.push(action));
});

afterEach(() => events.dispose());

async function socket(): Promise<FakeSocket> {
  while (!FakeSocket.all[0]) {
    await new Promise(resolve => setTimeout(resolve));
  }
  return FakeSocket.all[0];
}

test('it says when events begin and stop to flow', async () => {
  const first = await socket();
  first.dispatchEvent(new Event('open'));
  first.close();
  expect(heard).toEqual(['opened', 'closed']);
});

test('our events are told apart, and those of others left alone', async () => {
  const schemas = 'https://schema.jupyter.org/jupyter_envmgr';
  const first = await socket();
  first.say({ schema_id: `${schemas}/job/v1`, ...job() });
  first.say({ schema_id: `${schemas}/environment/v1`, action: 'created' });
  first.say({ schema_id: 'https://example.org/other/v1' });
  expect(heard).toEqual([['job-1', 'running'], 'created']);
});

test('after its disposal nothing is told', async () => {
  const first = await socket();
  events.dispose();
  first.dispatchEvent(new Event('open'));
  expect(events.isDisposed).toBe(true);
  expect(heard).toEqual([]);
});
