interface Framing {
  push(chunk: Buffer): void;
  end(): void;
}
// eslint-disable-next-line @typescript-eslint/no-require-imports -- plain JavaScript, without types
const { syslogFraming, logLine } = require('../../../lab/hypervisor/services.js') as {
  syslogFraming: (onMessage: (message: string) => void) => Framing;
  logLine: (time: Date, sender: string, protocol: string, message: string) => string;
};

function messages(...chunks: string[]): string[] {
  const found: string[] = [];
  const framing = syslogFraming((message) => found.push(message));
  for (const chunk of chunks) framing.push(Buffer.from(chunk));
  framing.end();
  return found;
}

describe('syslogFraming', () => {
  it.each([
    ['lines', ['<13>one\n<13>two\n'], ['<13>one', '<13>two']],
    ['a line in pieces', ['<13>o', 'ne', '\n'], ['<13>one']],
    ['a last line without its end', ['<13>one'], ['<13>one']],
    ['octet counting', ['7 <13>one7 <13>t', 'wo'], ['<13>one', '<13>two']],
    ['a line feed in a counted message', ['9 <13>a\nb\n\n'], ['<13>a\nb']],
    ['empty lines', ['\n\n<13>one\n'], ['<13>one']],
  ])('%s', (_, chunks, expected) => {
    expect(messages(...chunks)).toEqual(expected);
  });

  it('cuts a line that never ends', () => {
    expect(messages('x'.repeat(70_000)).map(({ length }) => length)).toEqual([65_536, 4464]);
  });
});

describe('logLine', () => {
  it('stays one line, whatever the message holds', () => {
    expect(logLine(new Date(0), '198.51.100.7', 'tcp', 'a\nb\u001b[31m')).toBe(
      '1970-01-01T00:00:00.000Z 198.51.100.7 tcp a b [31m\n',
    );
  });
});
