import { ServerConnection } from '@jupyterlab/services';
import { expect, test } from 'vitest';

import { Client } from '../src/client';
import { describeProblem } from '../src/problems';
import { problemOf, ProblemError, type Send } from '../src/request';
import { trans } from './words';

const settings = ServerConnection.makeSettings({
  baseUrl: 'http://127.0.0.1:1/user/me/'
});

/** A server that gives one answer, and keeps what it was asked. */
function answering(
  status: number,
  body: string
): { send: Send; asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    send: (url, init) => {
      asked.push(
        `${init.method ?? 'GET'} ${url} ${(init.body as string) ?? ''}`
      );
      return Promise.resolve(new Response(body, { status }));
    }
  };
}

async function problemFor(status: number, body: string): Promise<ProblemError> {
  const client = new Client(settings, answering(status, body).send);
  const error: unknown = await client
    .environments()
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ProblemError);
  return error as ProblemError;
}

test('names and queries are escaped, below the base URL', async () => {
  const { send, asked } = answering(200, '{"packages": []}');
  const client = new Client(settings, send);
  await client.packages('a b/c');
  await client.search('c++ & co');
  expect(asked).toEqual([
    'GET http://127.0.0.1:1/user/me/envmgr/environments/a%20b%2Fc/packages ',
    'GET http://127.0.0.1:1/user/me/envmgr/search?q=c%2B%2B+%26+co&limit=8 '
  ]);
});

test('headers of the server settings are sent too', async () => {
  const sent: Headers[] = [];
  const hub = ServerConnection.makeSettings({
    baseUrl: settings.baseUrl,
    init: { headers: { 'X-Hub': 'a' } }
  });
  const send: Send = (_, init) => {
    sent.push(new Headers(init.headers));
    return Promise.resolve(new Response('{}'));
  };
  await new Client(hub, send).create({ name: 'a' });
  expect([...(sent[0] ?? [])]).toEqual([
    ['x-envmgr-door', 'panel'],
    ['x-hub', 'a']
  ]);
});

test('a creation is posted as JSON', async () => {
  const { send, asked } = answering(202, '{"id": "1"}');
  await new Client(settings, send).create({ name: 'a', packages: ['b'] });
  expect(asked).toEqual([
    'POST http://127.0.0.1:1/user/me/envmgr/environments {"name":"a","packages":["b"]}'
  ]);
});

test('an export says which format and variant', async () => {
  const { send, asked } = answering(200, '{}');
  await new Client(settings, send).export('a', 'environment-yaml', 'exact');
  expect(asked[0]).toContain(
    '/environments/a/export?format=environment-yaml&variant=exact'
  );
});

test('the Problem of the server is what is thrown', async () => {
  const problem = { code: 'exists', message: 'Taken.', hint: '', details: {} };
  const error = await problemFor(409, JSON.stringify(problem));
  expect(error.problem).toEqual(problem);
});

test.each([
  [404, '{"message": "Not Found"}', 'extension-missing'],
  [403, '{"message": "Forbidden"}', 'forbidden'],
  [401, '', 'forbidden'],
  [502, '<html>Bad gateway</html>', 'offline'],
  [500, 'Internal Server Error', 'server']
])('a bare %d with %j has words of its own', async (status, body, code) => {
  const { problem } = await problemFor(status, body);
  expect(problem.code).toBe(code);
  const { message, hint } = describeProblem(problem, trans);
  expect(message).not.toBe('');
  expect(hint).not.toBe('');
});

test('a server that is not there is offline', async () => {
  const send: Send = () => Promise.reject(new TypeError('Failed to fetch'));
  const error: unknown = await new Client(settings, send)
    .jobs()
    .catch((reason: unknown) => reason);
  expect(problemOf(error).code).toBe('offline');
});

test('any thrown value is a problem', () => {
  expect(problemOf(new Error('oops'))).toMatchObject({
    code: 'server',
    details: { reason: 'Error: oops' }
  });
});
