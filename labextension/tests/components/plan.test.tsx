import { UseSignal } from '@jupyterlab/ui-components';
import { fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';

import type { Alternative, Change, Notice, PlanRequest } from '../../src/api';
import { ChangeTable } from '../../src/components/changeTable';
import { DropZone } from '../../src/components/dropZone';
import { NoticeList } from '../../src/components/noticeList';
import { PlanView } from '../../src/components/planView';
import { PlanReview } from '../../src/planReview';
import { change, MOVED, plan, PUT_BACK } from '../../ui-tests/planSamples';
import { job } from '../../ui-tests/samples';
import { trans } from '../words';

function rowOf(part: Partial<Change>): string[] {
  render(<ChangeTable layer="conda" changes={[change(part)]} trans={trans} />);
  const [, row] = screen.getAllByRole('row');
  const cells = row?.querySelectorAll('th, td') ?? [];
  return [...cells].map(cell => cell.textContent ?? '');
}

test('an added package shows where it comes from and what it costs', () => {
  expect(rowOf({ requested: true })).toEqual([
    'numpyasked for',
    'added',
    '2.1.0',
    'conda-forge',
    '8.1 MB'
  ]);
});

test('a removed package shows the version that goes, and no download', () => {
  expect(
    rowOf({ action: 'remove', before: '1.0', after: null, channel: '' })
  ).toEqual(['numpy', 'removed', '1.0', '', '']);
});

test('a rebuild shows the builds, as the version is the same', () => {
  const cells = rowOf({
    action: 'rebuild',
    before: '2.1.0',
    build_before: 'h1_0',
    build_after: 'h2_0',
    fetch: false
  });
  expect(cells[2]).toBe('2.1.0 h1_0 →becomes h2_0');
  expect(cells[4]).toBe('cached');
});

test('a download of unknown size says so', () => {
  expect(rowOf({ size: null })[4]).toBe('unknown');
});

test('all that was asked for by name is shown, however much it is', () => {
  const asked = Array.from({ length: 12 }, (_, at) =>
    change({ name: `asked-${at}`, requested: true })
  );
  const rest = Array.from({ length: 30 }, (_, at) =>
    change({ name: `lib-${at}` })
  );
  render(
    <ChangeTable layer="conda" changes={[...rest, ...asked]} trans={trans} />
  );
  expect(screen.getAllByRole('row')).toHaveLength(13);
  expect(screen.getByRole('button', { name: 'Show all 42' })).toBeTruthy();
});

test('a layer where nothing happens is not there', () => {
  const { container } = render(
    <ChangeTable layer="pip" changes={[]} trans={trans} />
  );
  expect(container.childElementCount).toBe(0);
});

test('notices come worst first, and their alternatives can be chosen', async () => {
  const chosen: Alternative[] = [];
  render(
    <NoticeList
      notices={[MOVED, PUT_BACK]}
      available
      onChoose={alternative => chosen.push(alternative)}
      trans={trans}
    />
  );
  const [first, second] = screen.getAllByRole('listitem');
  expect(first?.textContent).toContain(`Warning${PUT_BACK.message}`);
  expect(second?.textContent).toContain(`Note${MOVED.message}`);
  await userEvent.click(screen.getByRole('button'));
  expect(chosen).toEqual(MOVED.alternatives);
});

test('what one rule says of several packages stands in one box', async () => {
  const chosen: Alternative[] = [];
  const torch = { title: 'Take pytorch', layers: { torch: 'conda' } } as const;
  const onPip = (name: string, ...alternatives: Alternative[]): Notice => ({
    code: 'not-on-conda',
    severity: 'warning',
    message: `No channel has ${name}: pip installs it.`,
    packages: [name],
    alternatives
  });
  render(
    <NoticeList
      notices={[onPip('humanize'), PUT_BACK, onPip('torch', torch)]}
      available
      onChoose={alternative => chosen.push(alternative)}
      trans={trans}
    />
  );
  expect(screen.getAllByText('Warning')).toHaveLength(2);
  const [, alike] = screen.getAllByRole('list');
  expect(within(alike).getAllByRole('listitem')).toHaveLength(2);
  await userEvent.click(screen.getByRole('button', { name: 'Take pytorch' }));
  expect(chosen).toEqual([torch]);
});

test('a choice is shown, and can be taken back', async () => {
  const asked: PlanRequest[] = [];
  const review = new PlanReview(
    { environment: 'analysis', install: ['torch'] },
    {
      plan: request => {
        asked.push(request);
        return Promise.resolve(plan({ request, notices: [MOVED] }));
      },
      apply: () => Promise.resolve(job())
    }
  );
  await review.start();
  render(
    <UseSignal signal={review.changed}>
      {() => <PlanView review={review} trans={trans} />}
    </UseSignal>
  );
  await userEvent.click(
    screen.getByRole('button', { name: 'Keep torch on pip' })
  );
  expect(screen.getByText('You chose: Keep torch on pip')).toBeTruthy();
  await userEvent.click(
    screen.getByRole('button', { name: 'Undo: Keep torch on pip' })
  );
  expect(screen.queryByText(/^You chose/)).toBeNull();
  expect(asked.map(({ layers }) => layers)).toEqual([
    undefined,
    { torch: 'pip' },
    undefined
  ]);
});

test('alternatives wait while the plan is made again', async () => {
  const chosen: Alternative[] = [];
  render(
    <NoticeList
      notices={[MOVED]}
      available={false}
      onChoose={alternative => chosen.push(alternative)}
      trans={trans}
    />
  );
  await userEvent.click(screen.getByRole('button'));
  expect(chosen).toEqual([]);
});

test('a plan without packages to change says so, and a rename is not nothing', async () => {
  const nothing = plan({ conda: [], pip: [], notices: [] });
  const review = new PlanReview(nothing.request, {
    plan: () => Promise.resolve(nothing),
    apply: () => Promise.resolve(job())
  });
  await review.start();
  const { rerender } = render(<PlanView review={review} trans={trans} />);
  expect(screen.getByText(/^Nothing to change/)).toBeTruthy();
  review.plan = { ...nothing, action: 'rename' };
  rerender(<PlanView review={review} trans={trans} />);
  expect(screen.queryByText(/^Nothing to change/)).toBeNull();
});

test('what is dropped on an inner zone is not dropped on the outer one', () => {
  const dropped: string[] = [];
  render(
    <DropZone label="outer" onDrop={() => dropped.push('outer')}>
      <p>outside</p>
      <DropZone inner label="inner" onDrop={() => dropped.push('inner')}>
        <p>inside</p>
      </DropZone>
    </DropZone>
  );
  const files = {
    dataTransfer: { files: [new File([], 'a')], types: ['Files'] }
  };
  fireEvent.dragEnter(screen.getByText('inside'), files);
  expect(screen.queryByText('outer')).toBeNull();
  expect(screen.getByText('inner')).toBeTruthy();
  fireEvent.drop(screen.getByText('inside'), files);
  fireEvent.drop(screen.getByText('outside'), files);
  expect(dropped).toEqual(['inner', 'outer']);
  expect(within(document.body).queryByText('inner')).toBeNull();
});
