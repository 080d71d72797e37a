import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';

import type { RemovedEnvironment, RevisionList } from '../../src/api';
import { CompareView } from '../../src/components/compareView';
import { EnvironmentDetails } from '../../src/components/environmentDetails';
import { EnvironmentNotices } from '../../src/components/environmentNotices';
import { HistorySection } from '../../src/components/historySection';
import { RemovedList } from '../../src/components/removedList';
import {
  diff,
  HISTORY,
  REMOVED,
  revision
} from '../../ui-tests/historySamples';
import { environment } from '../../ui-tests/samples';
import { ACTIONS, FILES, QUIET, SOURCE } from '../details';
import { trans } from '../words';

/** Show a history; gives what is asked for. */
function show(history: RevisionList, kept = '', revealed = false): string[] {
  const asked: string[] = [];
  render(
    <HistorySection
      history={{ state: 'ready', value: history }}
      kept={kept}
      revealed={revealed ? {} : null}
      forgotten={0}
      actions={{
        restore: id => asked.push(`restore ${id}`),
        compare: id => asked.push(`compare ${id}`),
        forget: id => asked.push(`forget ${id}`)
      }}
      onFree={() => asked.push('free')}
      trans={trans}
    />
  );
  return asked;
}

const press = (name: RegExp | string) =>
  userEvent.click(screen.getByRole('button', { name }));

test('a state says what, when, by which way, how much, and what it takes', () => {
  show(HISTORY);
  const [, outside] = screen.getAllByRole('listitem');
  expect(outside.textContent).toContain('Changed outside of jupyter_envmgr');
  expect(outside.textContent).toContain('~1 −11 changed, 1 removed48 MB');
  expect(within(outside).getByText('outside').title).toBe(
    'Made by conda, pip or another program'
  );
  expect(outside.querySelector('time')?.dateTime).toBe('2026-11-20T16:12:00Z');
});

test('what can be done with a state fits its kind', async () => {
  const asked = show(HISTORY);
  const buttons = screen
    .getAllByRole('listitem')
    .map(each => within(each).queryAllByRole('button').length);
  expect(buttons).toEqual([1, 3, 3, 1]);
  await press(/^Restore “Changed/);
  await press(/^Compare “Create/);
  await press(/^Delete what is kept of “Install pandas/);
  await press('Free 420 MB…');
  expect(asked).toEqual(['restore r3', 'compare r1', 'forget r2', 'free']);
});

test('where nothing may be changed, one can look but not go back', () => {
  show(HISTORY, 'It is protected.');
  expect(screen.queryByRole('button', { name: /^Restore/ })).toBeNull();
  expect(screen.getAllByRole('button', { name: /^Compare/ })).toHaveLength(4);
});

test('a single state has nothing to be compared with, and nothing to free', () => {
  show({ ...HISTORY, revisions: [revision({ state: 'current' })] });
  expect(screen.queryAllByRole('button')).toEqual([]);
});

test('a long history is shown on demand, and the keyboard goes on there', async () => {
  const revisions = Array.from({ length: 30 }, (_, at) =>
    revision({ id: `r${at}`, state: 'gone' })
  );
  show({ ...HISTORY, revisions });
  expect(screen.getAllByRole('listitem')).toHaveLength(5);
  await press('Show all 30');
  expect(screen.getAllByRole('listitem')).toHaveLength(30);
  expect(document.activeElement).toBe(screen.getByRole('list'));
});

test('a history that was asked for has the keyboard', () => {
  Element.prototype.scrollIntoView = () => undefined;
  show(HISTORY, '', true);
  expect(document.activeElement?.textContent).toBe('History');
});

test('an environment without history says when it begins', () => {
  show({ ...HISTORY, revisions: [], undo: null, size: 0 });
  expect(screen.getByText(/from now on/)).toBeTruthy();
});

test('a history that was deleted is read again', async () => {
  let history = HISTORY;
  render(
    <EnvironmentDetails
      environment={environment()}
      actions={{
        ...ACTIONS,
        forget: () => {
          const [now] = HISTORY.revisions;
          history = { ...HISTORY, revisions: [now], undo: null };
          return Promise.resolve(true);
        }
      }}
      source={{ ...SOURCE, revisions: () => Promise.resolve(history) }}
      files={FILES}
      {...QUIET}
      trans={trans}
    />
  );
  const undo = await screen.findByRole('button', { name: 'Undo…' });
  expect(undo.getAttribute('aria-disabled')).toBeNull();
  await userEvent.click(await screen.findByRole('button', { name: /^Free/ }));
  expect(screen.queryByRole('button', { name: /^Free/ })).toBeNull();
  expect(undo.title).toContain('no earlier state');
  expect(document.activeElement?.textContent).toBe('History');
});

test('two states are compared again whenever one is chosen', async () => {
  const asked: unknown[] = [];
  render(
    <CompareView
      history={HISTORY}
      from="r4"
      to="r1"
      diff={(...args) => {
        asked.push(args);
        const changes = args[2] === 'r1' ? [] : diff().changes;
        return Promise.resolve(diff({ changes }));
      }}
      trans={trans}
    />
  );
  expect(await screen.findByText('1 added, 3 removed')).toBeTruthy();
  expect(screen.queryByRole('columnheader', { name: 'Download' })).toBeNull();
  await userEvent.selectOptions(screen.getByLabelText('From'), 'r1');
  expect(await screen.findByText('Both have the same packages.')).toBeTruthy();
  expect(asked).toEqual([
    ['analysis', 'r1', 'r4'],
    ['analysis', 'r1', 'r1']
  ]);
});

test('what was removed has a way back and a way out', async () => {
  const asked: string[] = [];
  render(
    <RemovedList
      environments={REMOVED}
      onRestore={name => asked.push(`restore ${name}`)}
      onForget={name => asked.push(`forget ${name}`)}
      trans={trans}
    />
  );
  await userEvent.click(screen.getByText('Recently removed (2)'));
  await press('Restore old-study');
  await press('Delete old-study for good');
  expect(asked).toEqual(['restore old-study', 'forget old-study']);
});

test('with what is gone from the list, the keyboard stays there', async () => {
  const list = (environments: RemovedEnvironment[]) => (
    <RemovedList
      environments={environments}
      onRestore={() => rerender(list(REMOVED.slice(1)))}
      onForget={() => undefined}
      trans={trans}
    />
  );
  const { rerender } = render(list(REMOVED));
  await userEvent.click(screen.getByText('Recently removed (2)'));
  await press('Restore old-study');
  expect(document.activeElement?.textContent).toBe('Recently removed (1)');
});

test('a row says what is unusual, and offers the restart of old kernels', async () => {
  const kernel = { id: 'k', name: 'x', title: 'a.ipynb', outdated: true };
  let asked = 0;
  render(
    <EnvironmentNotices
      environment={environment({ state: 'interrupted' })}
      kernels={[kernel, { ...kernel, id: 'l', title: 'b', outdated: false }]}
      elsewhere
      onRestart={() => (asked += 1)}
      trans={trans}
    />
  );
  const [interrupted, elsewhere, old] = screen.getAllByRole('note');
  expect(interrupted.textContent).toContain('jupyter envmgr recover');
  expect(elsewhere.textContent).toContain('another server');
  expect(old.textContent).toContain('Started before its last change: a.ipynb.');
  await press('Restart kernel…');
  expect(asked).toBe(1);
});
