import { openToEverywhere } from '../../../lib/model/open-networks';

const rule = { description: 'x', protocol: 'tcp', ports: [443, '8000-8099'] } as const;

test('rules that admit everybody are named, in order; others are not', () => {
  expect(
    openToEverywhere({
      ingress: [
        { ...rule, cidrs: ['::/0', '10.0.0.0/8', '0.0.0.0/0'] },
        { description: 'ping', protocol: 'icmp', cidrs: ['0:0:0:0:0:0:0:0/0'] },
      ],
      egress: [
        { ...rule, ports: [53], protocol: 'udp', cidrs: ['0.0.0.0/0'] },
        { ...rule, cidrs: ['0.0.0.0/1'] },
      ],
      adminCidrs: ['10.0.0.0/24', '0.0.0.0/0'],
    }),
  ).toEqual([
    'egress udp 53 to 0.0.0.0/0',
    'ingress icmp from 0:0:0:0:0:0:0:0/0',
    'ingress ssh from 0.0.0.0/0',
    'ingress tcp 443,8000-8099 from 0.0.0.0/0',
    'ingress tcp 443,8000-8099 from ::/0',
  ]);
});
