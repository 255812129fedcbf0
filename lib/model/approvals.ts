import { VmLifecycleError, got, type Problem } from '../errors';
import { isDate } from './dates';
import { fileRecord, unknownFields } from './committed-file';

/** What an approval can allow. */
export const allowances = ['destroy', 'data-loss', 'open-network'] as const;

/** What an approval allows: one of {@link allowances}. */
export type Allowance = (typeof allowances)[number];

/** An approval of plans/approvals.json, for one exact address. */
export interface Approval {
  readonly stack: string;
  readonly address: string;
  /** `destroy`: deleted, replaced or forgotten. `data-loss`: any change that loses data. `open-network`: a VM open to everywhere. */
  readonly allows: Allowance;
  readonly reason: string;
  /** Change reference: the ticket. @default - none */
  readonly reference?: string;
  /** Last day on which it holds, `YYYY-MM-DD`. */
  readonly expires: string;
}

const required = ['stack', 'address', 'allows', 'reason', 'expires'] as const;
const optional = ['reference'] as const;

/**
 * The approvals of a file `{ "version": 1, "approvals": [...] }`, as they stand: {@link checkApprovals} says which are of
 * no use.
 *
 * @param source path of the file, for messages
 * @throws VmLifecycleError VML066 with all that is wrong
 */
export function readApprovals(text: string, source: string): readonly Approval[] {
  const file = fileRecord(text, source, ['version', 'approvals']);
  const { approvals } = file;
  if (!Array.isArray(approvals)) {
    throw new VmLifecycleError([
      {
        code: 'VML066',
        path: `${source}.approvals`,
        got: got(approvals),
        rule: 'approvals is a list',
        fix: 'write { "version": 1, "approvals": [] }',
      },
    ]);
  }
  const problems = approvals.flatMap((one: unknown, index) =>
    shapeProblems(one, `${source}.approvals[${String(index)}]`),
  );
  if (problems.length > 0) throw new VmLifecycleError(problems);
  return approvals as readonly Approval[];
}

function shapeProblems(value: unknown, path: string): readonly Problem[] {
  const problem = (field: string, given: unknown, rule: string, fix: string): Problem => ({
    code: 'VML066',
    path: `${path}${field}`,
    got: got(given),
    rule,
    fix,
  });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const fix = `write { ${required.join(', ')} }`;
    return [problem('', value, 'an approval is an object', fix)];
  }
  const approval = value as Readonly<Record<string, unknown>>;
  const texts = required
    .filter((field) => typeof approval[field] !== 'string' || approval[field].trim() === '')
    .map((field) =>
      problem(`.${field}`, approval[field], `${field} is a text`, `give the ${field}`),
    );
  const { allows, reference, expires } = approval;
  return [
    ...unknownFields(approval, [...required, ...optional], path),
    ...texts,
    ...(typeof allows === 'string' && !(allowances as readonly string[]).includes(allows)
      ? [
          problem(
            '.allows',
            allows,
            `allows is one of ${allowances.join(', ')}`,
            'give one of them',
          ),
        ]
      : []),
    ...(reference !== undefined && typeof reference !== 'string'
      ? [problem('.reference', reference, 'reference is a text', 'give the ticket')]
      : []),
    ...(typeof expires === 'string' && expires.trim() !== '' && !isDate(expires)
      ? [problem('.expires', expires, 'expires is a day, YYYY-MM-DD', 'give the last day')]
      : []),
  ];
}

/** What approvals are checked against. */
export interface ApprovalContext {
  /** Path of the file, for messages. */
  readonly source: string;
  /** `YYYY-MM-DD`. An approval holds on its last day. */
  readonly today: string;
  /** Names of the stacks that exist. @default - not checked */
  readonly stacks?: readonly string[];
}

/** Approvals that approve nothing, with what to do: expired, of no stack, with a wildcard, given twice (VML066). */
export function checkApprovals(
  approvals: readonly Approval[],
  { source, today, stacks }: ApprovalContext,
): readonly Problem[] {
  const seen = new Map<string, number>();
  return approvals.flatMap((approval, index) => {
    const path = `${source}.approvals[${String(index)}]`;
    const { stack, address, allows, expires } = approval;
    const problem = (field: string, given: string, rule: string, fix: string): Problem => ({
      code: 'VML066',
      path: `${path}.${field}`,
      got: got(given),
      rule,
      fix,
    });
    const key = JSON.stringify([stack, address, allows]);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    return [
      ...(stacks !== undefined && !stacks.includes(stack)
        ? [
            problem(
              'stack',
              stack,
              'an approval is for a stack that exists',
              `give one of ${stacks.join(', ')}`,
            ),
          ]
        : []),
      ...(hasWildcard(address)
        ? [
            problem(
              'address',
              address,
              'an approval names one exact address, never a pattern',
              'write one approval for each address, as the review prints it',
            ),
          ]
        : []),
      ...(first === undefined
        ? []
        : [
            problem(
              'address',
              address,
              `the same approval as approvals[${String(first)}]`,
              'keep one of them',
            ),
          ]),
      ...(isDate(expires) && expires >= today
        ? []
        : [
            problem(
              'expires',
              expires,
              `an approval holds until its last day, and today is ${today}`,
              'take it out; where it is still needed, have it approved anew with a later day',
            ),
          ]),
    ];
  });
}

/** Keys of instances may contain any character: `volume.data["*"]` is one exact address. */
function hasWildcard(address: string): boolean {
  return /[*?]/.test(address.replace(/"(?:[^"\\]|\\.)*"/g, ''));
}
