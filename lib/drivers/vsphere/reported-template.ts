import type { ITemplate } from '../contract';

/** What vCenter says of a template. Tokens. */
export interface ReportedTemplate {
  readonly guestId: string;
  readonly hardwareVersion: number;
  readonly firmware: string;
  readonly diskGibibytes: number;
  readonly thinProvisioned: unknown;
  readonly eagerlyScrub: unknown;
}

/** Undefined for an item of a content library, of which nothing is reported. */
export function reportedIn({
  reported,
}: Pick<ITemplate, 'reported'>): ReportedTemplate | undefined {
  return reported !== undefined && 'guestId' in reported
    ? (reported as unknown as ReportedTemplate)
    : undefined;
}
