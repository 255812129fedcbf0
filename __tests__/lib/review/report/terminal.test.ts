import { reviewTerminal, withFindings } from '../../../../lib/review';
import { planned, reviewed } from '../support';

const escape = '\u001b';

describe('the terminal', () => {
  const made = withFindings(
    reviewed(
      [
        {
          address: 'libvirt_volume.gone',
          actions: ['delete'],
          before: { id: '/srv/gone', name: 'gone' },
        },
        {
          address: 'vsphere_virtual_machine.a',
          before: { name: 'web-1', memory: 1 },
          after: { name: 'web-1', memory: 2 },
        },
      ],
      {
        resource_drift: [
          planned({
            address: 'vsphere_virtual_machine.a',
            before: { name: 'web-1', tags: ['a'] },
            after: { name: 'web-1', tags: [] },
          }),
        ],
      },
    ),
    [
      { rule: 'owner', severity: 'warn', message: 'has no owner', source: 'pack' },
      { rule: 'loss', severity: 'deny', subject: 'x', message: 'loses data', source: 'pack' },
    ],
  );

  test('without colours is plain text, denials first', () => {
    expect(reviewTerminal(made, { color: false, next: 'vm-lifecycle apply test' }))
      .toBe(`DENIED  loss x: loses data
WARNING owner: has no owner

Plan of test: 2 changes of 1 machine and what they need; impact: 1 data-loss, 1 reboot.

Machines

machine  impact  action  resource                   why
web-1    reboot  update  vsphere_virtual_machine.a  memory: vmware/terraform-provider-vsphere v2.16.1 vsphere/virtual_machine_config_structure.go expandMemorySizeConfig: the guest is shut down and started
                                                      memory: 1 -> 2

Other resources

kind  impact     action  resource             why
disk  data-loss  delete  libvirt_volume.gone  removed: dmacvicar/terraform-provider-libvirt v0.8.3 libvirt/resource_libvirt_volume.go Delete: the file is removed
                                                id: /srv/gone
                                                name: gone

Changed outside of Terraform

resource                 changed                  where
vsphere_virtual_machine  tags[]                   web-1
                           tags[0]: a -> nothing

Next: vm-lifecycle apply test
`);
  });

  test('with colours says the same', () => {
    const text = reviewTerminal(made, { color: true });
    expect(text).toContain(`${escape}[31m`);
    expect(text).toContain('data-loss');
    expect(text).not.toContain('Next:');
  });

  test('of nothing is one line', () => {
    expect(reviewTerminal(reviewed([]), { color: false })).toBe('Plan of test: nothing changes.\n');
  });

  test('lets no name of a plan reach the terminal as a command', () => {
    const name = `${escape}]0;evil\u0007${escape}[2J\r\nDENIED nothing`;
    const text = reviewTerminal(
      withFindings(
        reviewed([
          {
            address: `libvirt_domain.a["${name}"]`,
            actions: ['delete'],
            before: { name, id: name },
          },
        ]),
        [{ rule: name, severity: 'deny', subject: name, message: name, source: 'user' }],
      ),
      { color: false, next: name },
    );
    // eslint-disable-next-line no-control-regex -- they are what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
    expect(text.split('\n').filter((line) => line.startsWith('DENIED nothing'))).toEqual([]);
  });
});
