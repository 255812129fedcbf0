import { PRESET_TIMER, type ListrOptions } from 'listr2';

export interface CommandOptions {
  /** Print one JSON document on standard output, and nothing else there. */
  readonly json: boolean;
  /** The tag, branch or commit that an upgrade starts from. @default - the newest release before HEAD */
  readonly from?: string;
}

/** Progress with times; plain lines where there is no terminal, none beside JSON. */
export function listrOptions({ json }: CommandOptions): ListrOptions & {
  rendererOptions: { timer: typeof PRESET_TIMER; collapseSubtasks: boolean };
  fallbackRendererOptions: { timer: typeof PRESET_TIMER };
} {
  return {
    concurrent: false,
    exitOnError: true,
    silentRendererCondition: json,
    rendererOptions: { timer: PRESET_TIMER, collapseSubtasks: false },
    fallbackRendererOptions: { timer: PRESET_TIMER },
  };
}
