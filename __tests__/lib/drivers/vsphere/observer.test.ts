import { readXml } from '../../../../lib/drivers/common/xml';
import { liveMachine } from '../../../../lib/drivers/vsphere/observer';

const config = (xml: string): unknown => readXml(`<val>${xml}</val>`, 'vSphere').val;

test('a configuration of the SOAP API is read as the vSphere API names it', () => {
  const live = liveMachine(
    config(`<version>vmx-19</version><bootOptions><efiSecureBootEnabled>true</efiSecureBootEnabled></bootOptions>
      <hardware><numCPU>2</numCPU>
        <device xsi:type="VirtualDisk"><key>2000</key><backing xsi:type="B"><diskMode>persistent</diskMode></backing></device>
        <device xsi:type="VirtualTPM"><key>11000</key></device></hardware>
      <extraConfig><key>a</key><value xsi:type="xsd:string">x &amp;#38; &#60;</value></extraConfig>
      <extraConfig><key>b</key><value xsi:type="xsd:string"></value></extraConfig>`),
  );
  expect(live.config).toMatchObject({
    version: 'vmx-19',
    bootOptions: { efiSecureBootEnabled: 'true' },
    extraConfig: [
      { key: 'a', value: 'x &#38; <' },
      { key: 'b', value: '' },
    ],
    hardware: {
      device: [
        { _typeName: 'VirtualDisk', key: '2000', backing: { diskMode: 'persistent' } },
        { _typeName: 'VirtualTPM', key: '11000' },
      ],
    },
  });
});

test('one device, one key or none are lists too', () => {
  expect(liveMachine(config('<hardware><device xsi:type="VirtualTPM"/></hardware>'))).toEqual({
    config: { extraConfig: [], hardware: { device: [{ _typeName: 'VirtualTPM' }] } },
  });
  expect(liveMachine(config('<version>vmx-19</version>')).config.hardware.device).toEqual([]);
});
