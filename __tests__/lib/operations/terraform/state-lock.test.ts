import { heldLock, LockHeld } from '../../../../lib/operations/terraform/state-lock';

const fields = {
  id: 'b9e7-1',
  operation: 'OperationTypeApply',
  who: 'ops@ci',
  created: '2026-11-21 10:00:00 UTC',
};

test('the box that people see is read', () => {
  const text = `╷
│ Error: Error acquiring the state lock
│
│ Error message: resource temporarily unavailable
│ Lock Info:
│   ID:        b9e7-1
│   Path:      lab.tfstate
│   Operation: OperationTypeApply
│   Who:       ops@ci
│   Version:   1.11.4
│   Created:   2026-11-21 10:00:00 UTC
│   Info:
╵`;
  expect(heldLock(text)).toEqual(fields);
});

test('a line of machine-readable output is read', () => {
  const detail =
    'Lock Info:\n  ID:        b9e7-1\n  Operation: OperationTypeApply\n  Who:       ops@ci\n  Created:   2026-11-21 10:00:00 UTC\n';
  const message = 'Error acquiring the state lock';
  expect(heldLock(JSON.stringify({ message, detail }))).toMatchObject(fields);
});

test('what is not said of the holder is left out, and other errors are no locks', () => {
  expect(heldLock('Error acquiring the state lock')).toEqual({ id: 'LOCK_ID' });
  expect(heldLock('Error: something else\n  ID: 7')).toBeUndefined();
});

test('the error says who, since when, and what ends the lock of a dead run', () => {
  expect(new LockHeld(fields).message).toBe(
    'the state is locked by ops@ci since 2026-11-21 10:00:00 UTC (OperationTypeApply); wait until that run has ended. ' +
      'Only when it is proven to be dead: terraform force-unlock b9e7-1',
  );
});
