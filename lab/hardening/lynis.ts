import type { GuestAgent } from '../../lib/drivers/libvirt/guest-agent';

/** What an audit by lynis found. */
export interface LynisReport {
  readonly version: string;
  readonly index: number;
  readonly tests: number;
  /** What lynis would like to see, as `TEST-ID text`. */
  readonly findings: readonly string[];
}

const reportFile = '/var/log/lynis-report.dat';

/** Audits a guest from the inside; takes some ten minutes in an emulated one. */
export async function auditWithLynis(agent: GuestAgent): Promise<LynisReport> {
  await agent.execute(['lynis', 'audit', 'system', '--quick', '--no-colors', '--quiet'], {
    timeoutSeconds: 3000,
  });
  return parseLynisReport(await agent.readFile(reportFile));
}

/** Reads lynis's report: lines of `key=value`, and `key[]=value` for lists. */
export function parseLynisReport(text: string): LynisReport {
  const all = (key: string): string[] =>
    text
      .split('\n')
      .filter((line) => line.startsWith(`${key}=`))
      .map((line) => line.slice(key.length + 1));
  const [index] = all('hardening_index');
  if (index === undefined)
    throw new Error(`${reportFile} has no hardening_index: the audit did not end`);
  const finding = (entry: string): string => entry.split('|').slice(0, 2).join(' ');
  return {
    version: all('lynis_version')[0] ?? 'unknown',
    index: Number(index),
    tests: (all('tests_executed')[0] ?? '').split('|').filter((test) => test !== '').length,
    findings: [...all('warning[]'), ...all('suggestion[]')].map(finding),
  };
}
